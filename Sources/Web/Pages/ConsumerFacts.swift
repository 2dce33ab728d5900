import FeedProfiles
import Foundation
import Office
import Storage

/// What a registrar is told of a consumer: where its batches go, what it gets and how far it is.
/// Secrets are not in its file, and addresses are named without what may be one.
enum ConsumerFacts {
  /// One of them.
  struct Fact {
    let term: String
    let text: String

    init(_ word: ConsumerWord, _ text: String, _ language: Language) {
      (term, self.text) = (word(in: language), text)
    }
  }

  static func all(_ known: FeedPageModel.ConsumerKnown, _ visit: PageVisit) -> [Fact] {
    let (consumer, language) = (known.standing.consumer, visit.language)
    var facts = [
      Fact(.profile, FeedPageModel.profile(consumer, language), language),
      Fact(.units, scope(consumer.units, .allUnits, language), language),
      Fact(.programs, scope(consumer.programs, .allPrograms, language), language),
    ]
    facts += ways(known, visit)
    facts += standing(known, visit)
    return facts
  }

  /// How many rows it was not given.
  static func new(_ progress: FeedProgress, _ language: Language) -> String {
    progress.mayBeMore
      ? "\(progress.new) \(ConsumerWord.orMore(in: language))" : "\(progress.new)"
  }

  private static func scope(
    _ codes: [String]?, _ all: ConsumerWord, _ language: Language
  ) -> String {
    codes?.joined(separator: ", ") ?? all(in: language)
  }

  /// Where its batches go, when, and who reads for it.
  private static func ways(
    _ known: FeedPageModel.ConsumerKnown, _ visit: PageVisit
  ) -> [Fact] {
    let (consumer, language) = (known.standing.consumer, visit.language)
    var facts: [Fact] = []
    guard let file = known.outlook.file else {
      return [Fact(.channel, ConsumerWord.unreadable(in: language), language)]
    }
    if consumer.profileVersion != nil {
      let schedule = file.schedule.map {
        "\(ConsumerWord.days($0.days, in: language)), "
          + String(format: "%02d:%02d", $0.hour, $0.minute) + " (\(visit.institution.zone))"
      }
      facts = [
        Fact(.channel, channel(file.channel, language), language),
        Fact(.schedule, schedule ?? ConsumerWord.byHand(in: language), language),
      ]
    }
    if let webhook = file.webhook { facts.append(Fact(.webhook, origin(webhook.url), language)) }
    if !consumer.clients.isEmpty {
      facts.append(Fact(.clients, consumer.clients.joined(separator: ", "), language))
    }
    return facts
  }

  private static func channel(_ channel: ConsumerFile.Channel?, _ language: Language) -> String {
    switch channel {
    case nil: ConsumerWord.fetched(in: language)
    case .directory(let path): "\(ConsumerWord.folder(in: language)) \(path)"
    case .sftp(let server):
      "SFTP: \(server.user)@\(server.host)" + (server.port == 22 ? "" : ":\(server.port)")
        + (server.folder.map { ", \(ConsumerWord.folder(in: language)) \($0)" } ?? "")
    case .https(let server): "HTTPS (\(server.method.rawValue.uppercased())): \(origin(server.url))"
    }
  }

  /// An address without its path and query, in which some hide a key.
  private static func origin(_ url: String) -> String {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host
    else { return "–" }
    return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
  }

  /// How far it is.
  private static func standing(
    _ known: FeedPageModel.ConsumerKnown, _ visit: PageVisit
  ) -> [Fact] {
    let (standing, outlook, language) = (known.standing, known.outlook, visit.language)
    let zone = visit.institution.zone
    var facts = [Fact(.new, new(outlook.progress, language), language)]
    if standing.consumer.profileVersion != nil {
      let last = known.last.map {
        "\($0.last) (\(ConsumerWord.batch(in: language)) \($0.number))"
      }
      facts.append(Fact(.sent, last ?? ConsumerWord.nothing(in: language), language))
    }
    let read = standing.cursorAt.map {
      "\(standing.cursor), \(DateShown(moment: $0, in: zone, language).text)"
    }
    facts.append(Fact(.read, read ?? ConsumerWord.nothing(in: language), language))
    facts.append(Fact(.head, "\(outlook.head)", language))
    if outlook.file?.expectsAcknowledgements == true || outlook.progress.reportedAt != nil {
      let last = outlook.progress.reportedAt.map {
        DateShown(moment: $0, in: zone, language).text
      }
      facts += [
        Fact(.silent, "\(outlook.progress.silent)", language),
        Fact(.reported, last ?? ConsumerWord.never(in: language), language),
      ]
    } else {
      facts.append(Fact(.silent, ConsumerWord.notExpected(in: language), language))
    }
    return facts + [Fact(.waiting, "\(outlook.waiting)", language)]
  }
}
