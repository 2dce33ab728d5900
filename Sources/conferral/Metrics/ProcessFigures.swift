import CoreFoundation
import Foundation

/// What Linux knows of this process; zero for what it does not tell.
struct ProcessFigures {
  /// Seconds since 1970-01-01 UTC.
  let startTime: Double
  let processorSeconds: Double
  let residentBytes: Int
  let openDescriptors: Int
  let maxDescriptors: Int

  init() {
    let fields = Self.statFields
    let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    processorSeconds = (Double(Self.number(fields, 11)) + Double(Self.number(fields, 12))) / ticks
    let age = Self.sinceBoot - Double(Self.number(fields, 19)) / ticks
    startTime = (Date().timeIntervalSince1970 - age).rounded()
    residentBytes = Self.number(fields, 21) * max(1, sysconf(Int32(_SC_PAGESIZE)))
    let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    openDescriptors = descriptors?.count ?? 0
    maxDescriptors =
      Self.line(of: "/proc/self/limits", beginning: "Max open files")
      .flatMap { line in
        line.dropFirst("Max open files".count).split(separator: " ").first.flatMap { Int($0) }
      } ?? 0
  }

  /// The fields of proc(5) after the program's name, which may hold blanks and parentheses.
  private static var statFields: [Substring] {
    guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return [] }
    return stat[stat.index(after: end)...].split(separator: " ")
  }

  private static func number(_ fields: [Substring], _ place: Int) -> Int {
    fields.indices.contains(place) ? Int(fields[place]) ?? 0 : 0
  }

  /// A clock and not /proc/stat, which a hardened unit hides.
  private static var sinceBoot: Double {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }

  private static func line(of file: String, beginning: String) -> String? {
    (try? String(contentsOfFile: file, encoding: .utf8))?
      .split(separator: "\n").first { $0.hasPrefix(beginning) }.map(String.init)
  }
}
