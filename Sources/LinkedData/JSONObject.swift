/// The members of a JSON object in order; names are unique by their code points.
public struct JSONObject: Sendable, Equatable {
  /// One member.
  public struct Member: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its value.
    public var value: JSONValue

    /// Compares the code points of the names.
    public static func == (left: Member, right: Member) -> Bool {
      sameBytes(left.name, right.name) && left.value == right.value
    }
  }

  /// The members in order.
  public private(set) var members: [Member] = []

  /// Makes an object; of members with the same name the last value stays, in the first place.
  public init(_ members: [(String, JSONValue)] = []) {
    for (name, value) in members { self[name] = value }
  }

  /// The value of a member; setting appends a new member, nil removes one.
  public subscript(name: String) -> JSONValue? {
    get { members.first { sameBytes($0.name, name) }?.value }
    set {
      let place = members.firstIndex { sameBytes($0.name, name) }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The same object without one member.
  public func removing(_ name: String) -> JSONObject {
    var copy = self
    copy[name] = nil
    return copy
  }

  /// Appends members whose names the caller knows to be new and distinct.
  init(distinct members: [Member]) { self.members = members }
}
