import Microcredentials

/// The fields of a record in JSON; what is not allowed there is an error as it is in a file.
struct CodedFields: FieldSource {
  private let container: KeyedDecodingContainer<Field>

  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: Field.self)
  }

  func text(_ field: Field) throws(DecodingError) -> String? {
    try decode(String.self, field)
  }

  func texts(_ field: Field) throws(DecodingError) -> [String] {
    try decode([String].self, field) ?? []
  }

  mutating func day(_ field: Field) throws(DecodingError) -> Day? {
    try optional(field) { text throws(Unfit) in try DateFormat.iso.day(text) }
  }

  func missing(_ field: Field) -> DecodingError {
    .keyNotFound(
      field, .init(codingPath: container.codingPath, debugDescription: "The field is needed."))
  }

  func unfit(_ field: Field, _ reason: Unfit) -> DecodingError {
    .dataCorruptedError(
      forKey: field, in: container, debugDescription: "Expected \(reason.expected).")
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type, _ field: Field
  ) throws(DecodingError) -> Value? {
    do {
      return try container.decodeIfPresent(type, forKey: field)
    } catch let error as DecodingError {
      throw error
    } catch {
      throw unfit(field, Unfit(.invalidText, "text"))
    }
  }
}
