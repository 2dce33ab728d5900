import Foundation
import Office

/// A search as it stands in an address; the same search has one address.
struct CatalogueQuery: Hashable {
  var search = CatalogueSearch()
  var page = 1

  init(_ query: String) {
    let fields = Form.fields(query)
    func wish(_ name: String) -> String? {
      let text = fields[name]?.trimmingCharacters(in: .whitespacesAndNewlines).prefix(200)
      return text.flatMap { $0.isEmpty ? nil : String($0) }
    }
    search.text = wish("q") ?? ""
    search.skill = wish("skill")
    search.unit = wish("unit")
    search.framework = wish("framework")
    search.isCreditBearing = ["yes": true, "no": false][wish("credit") ?? ""]
    page = max(1, wish("page").flatMap { Int($0) } ?? 1)
  }

  /// The same search at a page of its own.
  func at(_ page: Int) -> CatalogueQuery {
    var copy = self
    copy.page = page
    return copy
  }

  /// Another search, from its first page on.
  func with<Value>(
    _ path: WritableKeyPath<CatalogueSearch, Value>, _ value: Value
  ) -> CatalogueQuery {
    var copy = self
    copy.search[keyPath: path] = value
    copy.page = 1
    return copy
  }

  /// The part behind the question mark, with the mark; empty for everything.
  var text: String {
    let wishes: [(String, String?)] = [
      ("q", search.text.isEmpty ? nil : search.text), ("skill", search.skill),
      ("unit", search.unit), ("credit", search.isCreditBearing.map { $0 ? "yes" : "no" }),
      ("framework", search.framework), ("page", page > 1 ? "\(page)" : nil),
    ]
    let parts = wishes.compactMap { name, value in
      value.map { "\(name)=\(ProgramAddress.escaped($0))" }
    }
    return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
  }

  func address(_ path: String) -> String { path + text }
}

/// One page of many: which rows it has, and what comes before and after it.
struct PageOfMany {
  let number: Int
  let count: Int
  let rows: Range<Int>

  /// A number beyond the end means the last page.
  init(_ wanted: Int, of total: Int, each size: Int) {
    count = max(1, (total + size - 1) / size)
    number = min(max(1, wanted), count)
    rows = min((number - 1) * size, total)..<min(number * size, total)
  }

  var previous: Int? { number > 1 ? number - 1 : nil }
  var next: Int? { number < count ? number + 1 : nil }
}
