import Microcredentials
import Testing
@Suite struct ZDebug {
  @Test(arguments: [5529,6082])
  func dumpIt(seed: Int) throws {
      var criteria = RandomCriteria(seed: seed)
      var facts = criteria.facts()
      print("=====", seed, decide(facts, at: RandomCriteria.end).outcome)
      dump(facts.version.criteria)
      for f in facts.known { print(f) }
      for f in facts.exceptions { print(f) }

}
}
