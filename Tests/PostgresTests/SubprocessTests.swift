import Foundation
import Testing

@testable import LocalCluster

@Suite struct SubprocessTests {
  @Test func `a child has no file of ours, even of those opened while it starts`() async throws {
    // Without FD_CLOEXEC, as Foundation makes the sockets by which it watches its processes.
    let opening = Task.detached {
      while !Task.isCancelled {
        let files = (0..<20).map { _ in open("/dev/null", O_RDONLY) }
        files.forEach { close($0) }
      }
    }
    defer { opening.cancel() }
    for _ in 0..<100 {
      let listed = try Subprocess.output(["/bin/ls", "/proc/self/fd"])
      // The fourth is the folder that is listed.
      #expect(Set(listed.text.split(separator: "\n")).isSubset(of: ["0", "1", "2", "3"]))
    }
  }
}
