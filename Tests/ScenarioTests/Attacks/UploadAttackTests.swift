import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Files that are not what they say, or far more than they are. The kinds of bombs are many and are
/// tested one by one where files are inspected; here is what comes back over HTTP.
@Suite(.database(.conferral)) struct UploadAttackTests {
  /// A PNG's head that promises so many pixels.
  private static func png(_ side: UInt32) -> [UInt8] {
    let size = withUnsafeBytes(of: side.bigEndian) { Array($0) }
    return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] + Array("IHDR".utf8) + size + size
      + [8, 6, 0, 0, 0, 0, 0, 0, 0]
  }

  /// An archive with one entry of this name that says it unpacks to so many bytes.
  private static func zip(_ name: String, unpackingTo size: UInt32) -> [UInt8] {
    func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
    func four(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    let fields = two(20) + two(0) + two(8) + two(0) + two(0) + four(0) + four(10) + four(size)
    let local =
      [0x50, 0x4B, 3, 4] + fields + two(name.utf8.count) + two(0) + Array(name.utf8)
      + [UInt8](repeating: 0, count: 10)
    let central =
      [0x50, 0x4B, 1, 2] + two(20) + fields + two(name.utf8.count) + two(0) + two(0) + two(0)
      + two(0) + four(0) + four(0) + Array(name.utf8)
    let end =
      [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(1) + two(1) + four(UInt32(central.count))
      + four(UInt32(local.count)) + two(0)
    return local + central + end
  }

  private static let attacks: [(String, [UInt8], String?)] = [
    ("a page called text", Array("<!DOCTYPE html><script>alert(1)</script>".utf8), "text/plain"),
    ("a vector image with a script", Array("<svg onload=\"alert(1)\"/>".utf8), "image/svg+xml"),
    ("a program", Array("MZ\u{0}\u{1}".utf8), "application/pdf"),
    ("a script of a shell", Array("#!/bin/sh\nrm -rf /\n".utf8), nil),
    ("an image of 4 thousand million pixels a side", png(.max), "image/png"),
    ("an image that is cut off", Array(png(10).prefix(20)), "image/png"),
    ("an archive that unpacks to 4 GB", zip("word/document.xml", unpackingTo: .max - 1), nil),
    ("an archive that leads out", zip("../../etc/passwd", unpackingTo: 10), nil),
    ("an archive with an absolute path", zip("/etc/passwd", unpackingTo: 10), nil),
    (
      "an image that is an archive", [0x47, 0x49, 0x46, 0x38] + zip("a.class", unpackingTo: 9), nil
    ),
    ("a document that is a page", Array("%PDF-1.7\n<html>".utf8), "text/html"),
    ("a compressed file", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "application/gzip"),
    ("nothing", [], nil),
  ]

  @Test func `files that are not what they say are refused, and nothing of them is kept`()
    async throws
  {
    let folder = try TemporaryFolder()
    let atelier = try await Atelier.open(cabinet: try UploadsAPITests.cabinet(folder))
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      for (attack, bytes, type) in Self.attacks {
        let answer = try await api.upload(bytes, type, by: ada)
        #expect(answer.status == 422, "\(attack): \(answer.text)")
        #expect(answer.problem == "file-refused", "\(attack)")
      }
      for path in ["..%2f..%2fetc%2fpasswd", "%00", String(repeating: "0", count: 64), "%2e%2e"] {
        for suffix in ["", "/content"] {
          #expect(try await api.get("/uploads/\(path)\(suffix)", by: ada).status == 404, "\(path)")
        }
      }
    }
    #expect(try await atelier.campus.count("select count(*) from upload") == 0)
    let kept = try FileManager.default.subpathsOfDirectory(
      atPath: folder.url.appendingPathComponent("uploads").path)
    let files = kept.filter { path in
      var isFolder: ObjCBool = false
      let full = folder.url.appendingPathComponent("uploads/\(path)").path
      return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    #expect(files.isEmpty, "\(files)")
  }
}
