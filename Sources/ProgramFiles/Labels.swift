internal import Microcredentials

/// Ids and titles of requirements.
extension Reading {
  /// The label of a node: what the file says, else the id made unique and the title given.
  func label(_ fields: Fields, id derived: String, title: String) -> Label {
    let written = fields["title"].flatMap { text($0, "title") }
    let id: String
    if let entry = fields["id"], let given = text(entry, "id") {
      if places[given] != nil {
        mistake(
          at: entry.place, "the id '\(shortened(given))' is used twice",
          "Give each requirement an id of its own.")
      }
      id = given
    } else {
      id = unused(derived)
    }
    places[id] = fields.place
    return Label(id: id, title: fields["code title"] == nil ? (written ?? title) : title)
  }

  /// The id, with a number behind it where another requirement has it already.
  func unused(_ id: String) -> String {
    var candidate = id
    var number = 2
    while !takenIDs.insert(candidate).inserted {
      candidate = "\(id) (\(number))"
      number += 1
    }
    return candidate
  }

  /// Takes the ids written anywhere in the entry, so that no derived one is the same.
  func takeWrittenIDs(in entry: Entry) {
    switch entry.value {
    case .text: break
    case .list(let members): members.forEach(takeWrittenIDs)
    case .mapping(let fields):
      for field in fields {
        if field.key == "id", case .text(let id) = field.value.value { takenIDs.insert(id) }
        takeWrittenIDs(in: field.value)
      }
    }
  }
}
