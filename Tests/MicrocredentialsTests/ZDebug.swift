import Microcredentials
import Testing
@Suite struct ZDebug {
  @Test func dumpIt() throws {
    let env = 1211
    _ = env
  }
}
