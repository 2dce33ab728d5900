import Foundation
import Microcredentials
import Office
import Storage

/// What the pages of proposals show.
enum ProposalPageModel {
  /// Where a kind's proposals are listed.
  static func address(of kind: Proposals.Kind) -> String {
    "/proposals/kind?program=\(URLText.escaped(kind.program))&purpose=\(kind.purpose.rawValue)"
      + "&state=\(URLText.escaped(kind.state.rawValue))"
      + "&changes=\(URLText.escaped(kind.changes.joined(separator: ",")))"
  }

  /// The kinds of which proposals wait.
  struct Kinds {
    struct Row {
      let link: String
      let what: String
      let program: String
      let state: String
      let count: Int
      let oldest: DateShown
    }

    let rows: [Row]
    let hasRows: Bool
    let done: String?

    init(_ waiting: [Proposals.Waiting], done: String?, _ visit: PageVisit) {
      let language = visit.language
      rows = waiting.map {
        Row(
          link: address(of: $0.kind), what: ProposalWord.what($0.kind, in: language),
          program: $0.kind.program, state: ProposalWord.state($0.kind.state, in: language),
          count: $0.count, oldest: DateShown($0.oldest, in: visit.institution.zone, language))
      }
      hasRows = !rows.isEmpty
      self.done = done
    }
  }

  /// The proposals of a kind, to be ticked.
  struct Rows {
    struct Row {
      let id: String
      let name: String
      let student: String
      let before: String
      let after: String
      let credits: String
      let opened: DateShown
      let mayDecide: Bool
      let isTicked: Bool
    }

    let what: String
    let program: String
    let state: String
    let token: String
    let tickAll: String
    let tickNone: String
    let rows: [Row]
    let hasRows: Bool
    let next: String?

    /// `found` may be one more than a page has.
    init(
      _ kind: Proposals.Kind,
      _ found: (rows: [Proposals.Listed], subjects: [UUID: Proposals.Subject]), isTicked: Bool,
      place: String?, _ visit: PageVisit, by visitor: RegistrarDesk.Visitor
    ) {
      let language = visit.language
      what = ProposalWord.what(kind, in: language)
      program = kind.program
      state = ProposalWord.state(kind.state, in: language)
      token = visitor.token
      let address = address(of: kind)
      let here = address + (place.map { "&after=\(URLText.escaped($0))" } ?? "")
      (tickAll, tickNone) = (here, here + "&ticked=none")
      let shown = found.rows.prefix(Visit.mostProposalsAtOnce)
      rows = shown.map { proposal in
        let subject = found.subjects[proposal.id]
        let isOwn =
          proposal.state == .toBeConfirmed && proposal.decision?.actor.id == visitor.caller.id
        return Row(
          id: proposal.id.text, name: subject?.name ?? "–", student: subject?.student ?? "–",
          before: proposal.change.before, after: proposal.change.after,
          credits: subject?.credits?.description ?? "–",
          opened: DateShown(proposal.openedAt, in: visit.institution.zone, language),
          mayDecide: !isOwn, isTicked: isTicked)
      }
      hasRows = !rows.isEmpty
      next =
        found.rows.count > shown.count
        ? shown.last.map {
          "\(address)&after="
            + URLText.escaped(Cursor(Call.place($0.openedAt, $0.id)).text)
        } : nil
    }
  }

  /// What was ticked, to be decided.
  struct Selection {
    /// What another registrar decided and this one is asked to confirm.
    struct Decision {
      let who: String
      let why: String
      let told: String?
      let bars: String?

      init(_ decision: Proposals.Decision, by names: [String: String], _ language: Language) {
        who = names[decision.actor.id] ?? decision.actor.id
        why = decision.reason
        told = decision.publicReason
        bars = decision.barsAnother ? ProposalWord.bars(in: language) : nil
      }
    }

    struct Outcome {
      let value: String
      let label: String
    }

    let what: String
    let program: String
    let state: String
    let decisions: [Decision]
    let seen: String
    let token: String
    let ids: [String]
    let count: Int
    let learners: Int
    let creditsBefore: String
    let creditsAfter: String
    let isOpen: Bool
    let isRevocation: Bool
    let outcomes: [Outcome]
    let back: String

    init(
      _ ids: [UUID], _ selection: ProposalSelection, by names: [String: String],
      _ visit: PageVisit, token: String
    ) {
      let language = visit.language
      let (kind, sum) = (selection.kind, selection.sum)
      decisions = selection.decisions.map { Decision($0, by: names, language) }
      seen = selection.mark
      what = ProposalWord.what(kind, in: language)
      program = kind.program
      state = ProposalWord.state(kind.state, in: language)
      self.token = token
      self.ids = ids.map(\.text)
      (count, learners) = (sum.count, sum.learners)
      creditsBefore = sum.creditsBefore.description
      creditsAfter = sum.creditsAfter.description
      isOpen = kind.state == .open
      isRevocation = kind.purpose == .revoke && isOpen
      let first: ProposalWord = isOpen ? .accept : .confirm
      outcomes = [first, .decline].map {
        Outcome(value: $0.rawValue, label: $0(in: language))
      }
      back = address(of: kind)
    }
  }
}
