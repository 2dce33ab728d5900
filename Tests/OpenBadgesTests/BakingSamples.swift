import Foundation

/// Small pictures.
enum BakingSamples {
  /// One transparent pixel.
  static let png = [UInt8](
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    ) ?? Data())

  static let svg = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- a square -->
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>A &amp; B</title>
    <path d="M0 0h1v1H0z"/></svg>
    """
}
