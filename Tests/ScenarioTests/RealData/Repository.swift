import Foundation

/// The repository that this file belongs to.
enum Repository {
  static let folder = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }
}
