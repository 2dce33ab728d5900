/// The credential within a PNG.
enum BakedPNG {
  static func credential(in png: [UInt8]) throws(BakingError) -> BakedText {
    let found = try PNGChunks(png).chunks.filter(\.isCredential)
    guard let chunk = found.first else {
      throw BakingError("The PNG carries no credential.")
    }
    guard found.count == 1 else {
      throw BakingError("The PNG carries \(found.count) credentials; it must carry one.")
    }
    guard chunk.type == "iTXt" else {
      throw BakingError("The credential is in a \(chunk.type) chunk; it must be in iTXt.")
    }
    let fields = chunk.body.drop { $0 != 0 }.dropFirst()
    guard fields.prefix(2).elementsEqual([0, 0]) else {
      throw BakingError("The credential in the PNG is compressed; it must not be.")
    }
    let parts = fields.dropFirst(2).split(
      separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw BakingError("The iTXt chunk with the credential is malformed.")
    }
    return Baking.read(parts[2])
  }
}
