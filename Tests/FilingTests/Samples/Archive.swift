/// A ZIP archive written byte by byte, so that it can also be a wrong one.
struct Archive {
  struct Entry {
    var name: String
    var content: [UInt8] = Array("content".utf8)
    var method = 0
    var flags = 0
    /// What the directory says, when it is not the truth.
    var claimed: Int?
    var offset: Int?
    var localName: String?
  }

  var entries: [Entry]
  var before: [UInt8] = []
  var comment: [UInt8] = []

  init(_ names: [String]) {
    entries = names.map { Entry(name: $0) }
  }

  static func document(_ main: String, _ others: [String] = []) -> Archive {
    Archive(["[Content_Types].xml", "_rels/.rels", main] + others)
  }

  static func openDocument(_ type: String) -> Archive {
    var archive = Archive(["mimetype", "content.xml", "META-INF/manifest.xml"])
    archive.entries[0].content = Array(type.utf8)
    return archive
  }

  var bytes: [UInt8] {
    var all = before
    var directory: [UInt8] = []
    for entry in entries {
      let start = entry.offset ?? all.count
      all += header(0x0403_4B50, entry, entry.localName ?? entry.name) + entry.content
      directory += listing(entry, at: start)
    }
    let end =
      Media.little(0x0605_4B50, 4) + Media.zeros(4) + Media.little(entries.count, 2)
      + Media.little(entries.count, 2) + Media.little(directory.count, 4)
      + Media.little(all.count, 4) + Media.little(comment.count, 2)
    return all + directory + end + comment
  }

  private func header(_ signature: Int, _ entry: Entry, _ name: String) -> [UInt8] {
    Media.little(signature, 4) + Media.little(20, 2) + fields(entry)
      + Media.little(name.utf8.count, 2) + Media.zeros(2) + Array(name.utf8)
  }

  private func listing(_ entry: Entry, at start: Int) -> [UInt8] {
    Media.little(0x0201_4B50, 4) + Media.little(20, 2) + Media.little(20, 2) + fields(entry)
      + Media.little(entry.name.utf8.count, 2) + Media.zeros(12) + Media.little(start, 4)
      + Array(entry.name.utf8)
  }

  private func fields(_ entry: Entry) -> [UInt8] {
    Media.little(entry.flags, 2) + Media.little(entry.method, 2) + Media.zeros(8)
      + Media.little(entry.content.count, 4)
      + Media.little(entry.claimed ?? entry.content.count, 4)
  }
}
