import Testing
import ProgramFiles
import Foundation

func firstMistake(_ bytes: some Collection<UInt8>) -> String {
  do { _ = try ProgramFile.read(bytes, name: "g"); return "read" } catch { return error.errors.map(\.description).joined(separator: " | ") }
}
@Test func probe() throws {
  func t(_ n: String, _ s: String) { let c = ContinuousClock(); var r = ""; let d = c.measure { r = firstMistake(s.utf8) }; print(n, d, r.prefix(300)) }
  t("empty", ""); t("comment", "# only\n"); t("---", "---\n"); t("list", "- a\n- b"); t("scalar", "hello"); t("two docs", "a: 1\n---\nb: 2")
  t("tab", "program: x\n\ttitle: y"); t("tab2", "criteria:\n\tall: []"); t("unclosed", "title: \"abc\ncredit: 3"); t("brackets", String(repeating: "[", count: 100_000))
  t("braces", String(repeating: "{a: ", count: 50_000)); t("dashes", String(repeating: "- ", count: 100_000)); t("q", String(repeating: "? ", count: 100_000))
  t("deep ok", String(repeating: "[", count: 900)+String(repeating: "]", count: 900))
  t("deep q", String(repeating: "? ", count: 400) + "[" + String(repeating: "a,", count: 400_000) + "]")
  t("deep q2", String(repeating: "? ", count: 400) + "[" + String(repeating: "a,", count: 30_000) + "]")
  t("indent", (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined())
  t("bomb", "a: &a [x,x,x,x,x,x,x,x,x]\n" + (1..<9).map { "a\($0): &a\($0) [" + Array(repeating: "*a\($0 == 1 ? "" : String($0-1))", count: 9).joined(separator: ",") + "]\n" }.joined() + "? *a8\n: 1\n")
  t("anchor only", "program: &x abc\ntitle: 5 * 3 *y")
  t("wide", "criteria: {all: [" + String(repeating: "{course: a},", count: 80_000) + "]}")
  t("wide2", "program: p\ntitle: t\nversion: 1\ndescription: d\ncredit: bearing\ncriteria: {all: [" + (0..<16_000).map { "{course: c\($0)}," }.joined() + "]}")
  t("wide choose", "program: p\ntitle: t\nversion: 1\ndescription: d\ncredit: bearing\ncriteria: {choose: 500, of: [" + (0..<16_000).map { "{course: c\($0), credits: 1}," }.joined() + "]}")
  t("same", "program: p\ntitle: t\nversion: 1\ndescription: d\ncredit: bearing\ncriteria: {all: [" + (0..<16_000).map { _ in "{course: c}," }.joined() + "]}")
  t("keys", (0..<80_000).map { "k\($0): 1\n" }.joined())
  t("dups", (0..<10_000).map { _ in "k: 1\n" }.joined())
  t("null", "a: \u{0}"); t("percent", "%YAML 3.0\n---\na: 1"); t("tag", "a: !!int 5\nb: !<x> y"); t("escape", "title: \"\\ud800\""); t("nel", "title: a\u{85}b\ncredit: x")
  t("big", String(repeating: "a", count: 1_048_577)); t("bigOK", "title: " + String(repeating: "a", count: 1_048_500))
  t("crlf", "program: x\r\ntitle: y\r\ncriteria: {course: A}\r\ngrad: B\r\n")
  print(firstMistake([0xFF, 0xFE, 0x61, 0]), firstMistake([0x61, 0, 0x62, 0, 0x63,0]), firstMistake([0xEF,0xBB,0xBF,0x61,0x3A,0x20,0x31]), firstMistake([0x61, 0x0A, 0x62, 0xC3, 0x28]), firstMistake([0xC0,0x80]))
  var th: String = ""
  let thread = Thread { print("thread", firstMistake((String(repeating: "[", count: 990)+String(repeating: "]", count: 990)).utf8)); print("thread", firstMistake((String(repeating: "{a: ", count: 490)+String(repeating: "}", count: 490)).utf8)); }
  thread.stackSize = 512*1024; thread.start(); while !thread.isFinished { usleep(1000) }
  th = ""; _ = th
}
