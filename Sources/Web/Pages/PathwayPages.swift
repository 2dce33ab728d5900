import Microcredentials
import Office

/// What the page of pathways says.
enum PathwayWord: String, PageWords {
  case heading, intro, none, picture, countsToward, suspended, retired, asList, catalogue
  case previous, next, pages

  var english: String {
    switch self {
    case .heading: "Pathways"
    case .intro:
      "Some programs ask for others: whoever earns the first steps has part of the next. "
        + "A line leads from each program to those that it counts toward."
    case .none: "No program asks for another one yet."
    case .picture: "How these programs build on each other"
    case .countsToward: "counts toward"
    case .suspended: "takes no enrollments now"
    case .retired: "retired"
    case .asList: "The same as a list"
    case .catalogue: "All micro-credentials"
    case .previous: "Previous page"
    case .next: "Next page"
    case .pages: "Pages"
    }
  }
}

/// All pathways of the institution, each as a picture and as a nested list.
struct PathwaysPage {
  private static let size = 10

  struct Pathway {
    let title: String
    let picture: String
    let list: String
  }

  let pathways: [Pathway]
  let isEmpty: Bool
  let previous: String?
  let next: String?
  let hasPages: Bool

  init(_ catalogue: Catalogue, page wanted: Int, _ language: Language) {
    let groups = catalogue.pathways.all.filter { group in
      group.contains { catalogue.program($0)?.isListed ?? false }
    }
    let page = PageOfMany(wanted, of: groups.count, each: Self.size)
    pathways = groups[page.rows].enumerated().map { place, keys in
      let picture = PathwayPicture(keys, catalogue, here: nil, language: language)
      return Pathway(
        title: picture.nodes.last?.title ?? "", picture: picture.svg(id: "pathway-\(place)"),
        list: PathwayList(catalogue: catalogue, members: Set(keys)).html(keys))
    }
    isEmpty = groups.isEmpty
    previous = page.previous.map { "/pathways?page=\($0)" }
    next = page.next.map { "/pathways?page=\($0)" }
    hasPages = page.count > 1
  }

  /// `picture` and `list` are markup already.
  static let template = PageTemplate(
    title: "{{words.heading}} · {{institution}}",
    body: """
      <nav aria-label="{{words.catalogue}}"><a href="/">{{words.catalogue}}</a></nav>
      <h1>{{words.heading}}</h1>
      {{#isEmpty}}<p class="notice">{{words.none}}</p>{{/isEmpty}}
      {{^isEmpty}}<p>{{words.intro}}</p>{{/isEmpty}}
      {{#pathways}}<section><h2>{{title}}</h2>
      {{{picture}}}
      <details><summary>{{words.asList}}</summary>{{{list}}}</details></section>{{/pathways}}
      {{#hasPages}}<nav class="pager" aria-label="{{words.pages}}"><ul class="actions">
      {{#previous}}<li><a class="button second" href="{{.}}">{{words.previous}}</a></li>{{/previous}}
      {{#next}}<li><a class="button second" href="{{.}}">{{words.next}}</a></li>{{/next}}
      </ul></nav>{{/hasPages}}
      """)
}

/// A pathway as a nested list: below each program what it counts toward.
struct PathwayList {
  let catalogue: Catalogue
  let members: Set<String>

  /// `keys` go from the first step to the last. A program that several count toward is told in full
  /// once, and named again elsewhere.
  func html(_ keys: [String]) -> String {
    var told: Set<String> = []
    var items: [String] = []
    for key in keys where !told.contains(key) { items.append(item(key, &told)) }
    return "<ul class=\"tree\">\(items.joined())</ul>"
  }

  private func item(_ key: String, _ told: inout Set<String>) -> String {
    guard let program = catalogue.program(key) else { return "" }
    let address = Markup.escaped(ProgramAddress.program(program.code))
    let link = "<a href=\"\(address)\">\(Markup.escaped(program.text.title))</a>"
    guard told.insert(key).inserted else { return "<li>\(link)</li>" }
    var below = ""
    for goal in catalogue.pathways.goals(of: key) where members.contains(goal) {
      below += item(goal, &told)
    }
    return below.isEmpty ? "<li>\(link)</li>" : "<li>\(link)<ul>\(below)</ul></li>"
  }
}
