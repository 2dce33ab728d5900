/// A kind of content that can be told by looking at it.
public enum MediaType: String, CaseIterable, Hashable, Sendable {
  /// A PDF document.
  case pdf = "application/pdf"
  /// A PNG image.
  case png = "image/png"
  /// A JPEG image.
  case jpeg = "image/jpeg"
  /// A GIF image.
  case gif = "image/gif"
  /// A WebP image.
  case webp = "image/webp"
  /// Text in UTF-8.
  case plainText = "text/plain"
  /// Text in UTF-8 declared as Markdown.
  case markdown = "text/markdown"
  /// Text in UTF-8 declared as comma-separated values.
  case csv = "text/csv"
  /// A film in MP4.
  case mp4 = "video/mp4"
  /// Sound in MP4.
  case mp4Audio = "audio/mp4"
  /// A film or sound in WebM.
  case webm = "video/webm"
  /// Sound in MPEG layer III.
  case mp3 = "audio/mpeg"
  /// Sound in WAVE.
  case wav = "audio/wav"
  /// Sound or a film in Ogg.
  case ogg = "application/ogg"
  /// A Word document.
  case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  /// A PowerPoint presentation.
  case pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
  /// An Excel workbook.
  case xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
  /// An OpenDocument text.
  case odt = "application/vnd.oasis.opendocument.text"
  /// An OpenDocument spreadsheet.
  case ods = "application/vnd.oasis.opendocument.spreadsheet"
  /// An OpenDocument presentation.
  case odp = "application/vnd.oasis.opendocument.presentation"
  /// Any other ZIP archive.
  case zip = "application/zip"

  /// What senders call it beside its name.
  private var aliases: [String] {
    switch self {
    case .pdf: ["application/x-pdf"]
    case .jpeg: ["image/jpg", "image/pjpeg"]
    case .mp4: ["video/x-m4v", "audio/mp4", "application/mp4"]
    case .mp4Audio: ["audio/x-m4a", "audio/m4a", "audio/aac", "video/mp4"]
    case .webm: ["audio/webm"]
    case .mp3: ["audio/mp3", "audio/x-mp3", "audio/mpeg3"]
    case .wav: ["audio/x-wav", "audio/wave", "audio/vnd.wave"]
    case .ogg: ["audio/ogg", "video/ogg", "audio/opus"]
    case .zip: ["application/x-zip-compressed", "application/x-zip"]
    default: []
    }
  }

  /// The kind of text that a declared name stands for.
  private static func text(_ name: String) -> MediaType? {
    switch name {
    case "text/plain": .plainText
    case "text/markdown", "text/x-markdown": .markdown
    case "text/csv", "application/csv", "application/vnd.ms-excel": .csv
    default: nil
    }
  }

  /// The kind when the sender's word agrees with what the content is; nil when it does not. No
  /// word, or `application/octet-stream`, agrees with everything. Parameters do not count.
  func agreeing(with declared: String?) -> MediaType? {
    let name = (declared ?? "").prefix { $0 != ";" }.lowercased()
      .filter { $0 != " " && $0 != "\t" }
    if name.isEmpty || name == "application/octet-stream" { return self }
    if self == .plainText { return MediaType.text(name) }
    return name == rawValue || aliases.contains(name) ? self : nil
  }
}
