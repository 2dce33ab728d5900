import Foundation

/// The memory of a process.
enum Memory {
  /// The largest resident size of this one so far, in MiB; zero where the system does not tell.
  static var peak: Int { peak(of: "self") }

  /// Begins anew to look for the largest size; where the system cannot, the old one stays.
  static func forgetPeak() { try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }

  /// The same of any process.
  static func peak(of process: String) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes / 1024
  }
}
