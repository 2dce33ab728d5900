import Microcredentials
import OpenBadges

/// The results that the badges of a version may state, one description for each requirement and kind
/// of result.
struct BadgeResults: Sendable {
  private struct Described: Sendable {
    let requirement: String
    let kind: ResultKind
    let description: ResultDescription
    let scale: GradeScale?
  }

  private let described: [Described]

  var descriptions: [ResultDescription] { described.map(\.description) }

  /// `achievement` is the id that those of the descriptions begin with.
  init(of version: ProgramVersion, achievement: String) {
    var described: [Described] = []
    func visit(_ requirement: Requirement) {
      requirement.members.forEach(visit)
      guard case .record(let node) = requirement else { return }
      for kind in ResultKind.allCases where version.results.contains(kind) {
        let id = "\(achievement)#result-\(described.count + 1)"
        if let next = Self.description(of: node, kind, id: id) { described.append(next) }
      }
    }
    visit(version.criteria)
    self.described = described
  }

  private static func description(
    of node: RecordRequirement, _ kind: ResultKind, id: String
  ) -> Described? {
    let condition = node.condition
    let title = node.label.title
    switch kind {
    case .grades:
      guard condition.scale == nil, node.selector.kind == .course || condition.grade != nil else {
        return nil
      }
      let text = ResultDescription(
        id: id, name: "Grade: \(title)", resultType: "LetterGrade", requiredValue: condition.grade)
      return Described(requirement: node.label.id, kind: kind, description: text, scale: nil)
    case .scores:
      guard let score = condition.score else { return nil }
      let text = ResultDescription(
        id: id, name: "Score: \(title)", resultType: "RawScore", requiredValue: score.description)
      return Described(requirement: node.label.id, kind: kind, description: text, scale: nil)
    case .levels:
      guard let levels = condition.scale, let required = condition.grade else { return nil }
      let scale = GradeScale(levels: levels)
      let text = ResultDescription(
        id: id, name: "Level: \(title)", resultType: "RubricCriterionLevel",
        rubricLevels: levels.enumerated().map { place, name in
          RubricLevel(id: levelID(id, place), name: name)
        }, requiredLevel: scale[required]?.rank.map { levelID(id, $0) })
      return Described(requirement: node.label.id, kind: kind, description: text, scale: scale)
    }
  }

  private static func levelID(_ id: String, _ place: Int) -> String { "\(id)-level-\(place + 1)" }

  /// What was reached, as results of these descriptions; what was not recorded is left out.
  func results(_ reached: [BadgeFacts.Reached]) -> [AchievementResult] {
    described.flatMap { described in
      reached.filter { $0.requirement == described.requirement }.compactMap { reached in
        let id = described.description.id
        switch described.kind {
        case .grades:
          return reached.grade.map { AchievementResult(resultDescription: id, value: $0) }
        case .scores:
          return reached.score.map { AchievementResult(resultDescription: id, value: $0) }
        case .levels:
          guard let level = reached.grade, let rank = described.scale?[level]?.rank else {
            return nil
          }
          return AchievementResult(
            resultDescription: id, value: level, achievedLevel: Self.levelID(id, rank))
        }
      }
    }
  }
}
