public import Microcredentials
public import Postgres

/// An institution as it is stored.
public struct Institution: Hashable, Sendable {
  /// Its number.
  public var id: Int
  /// Its short code: `esu`.
  public var code: String
  /// Its name.
  public var name: String
  /// The IANA name of the zone in which its dates are written.
  public var zone: String
  /// Where its badges, keys and status lists are found by the world: `https://badges.example.edu`.
  public var site: String
  /// Its home page.
  public var url: String
  /// The e-mail address of whoever answers for its badges.
  public var email: String
  /// Its logo, an absolute URL.
  public var image: String?
  /// What the logo shows, in words.
  public var imageCaption: String?
  /// The colour of its badges: `#1a2b3c`.
  public var colour: String?
  /// The colour of their lines.
  public var secondColour: String?

  /// Makes an institution.
  public init(
    id: Int, code: String, name: String, zone: String, site: String, url: String, email: String,
    image: String? = nil, imageCaption: String? = nil, colour: String? = nil,
    secondColour: String? = nil
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.zone = zone
    self.site = site
    self.url = url
    self.email = email
    self.image = image
    self.imageCaption = imageCaption
    self.colour = colour
    self.secondColour = secondColour
  }
}

/// Who may see and write what in a transaction; every transaction has one of these.
public enum Scopes {
  /// The application, working for no institution: it sees which there are, and where work waits.
  public static let directory = Scope(role: "conferral_app")
  /// The read-only auditor, who sees all institutions.
  public static let auditor = Scope(role: "conferral_auditor")

  /// The application, working for one institution.
  public static func institution(_ id: Int) -> Scope {
    Scope(role: "conferral_app", settings: ["conferral.institution": "\(id)"])
  }
}

/// Rows of institutions, their policies and terms.
public enum Institutions {
  /// All institutions, by number.
  public static func all(in transaction: Transaction) throws -> [Institution] {
    try transaction.query(
      """
      select institution_id, code, name, zone, site, url, email, image, image_caption, colour,
             second_colour
        from institution order by institution_id
      """
    ).map { row in try read(&row) }
  }

  /// One institution.
  public static func one(_ id: Int, in transaction: Transaction) throws -> Institution {
    try transaction.query(
      """
      select institution_id, code, name, zone, site, url, email, image, image_caption, colour,
             second_colour
        from institution where institution_id = \(id)::int
      """
    ).only { row in try read(&row) }
  }

  static func read(_ row: inout Row) throws -> Institution {
    Institution(
      id: Int(try row.next(Int32.self)), code: try row.next(), name: try row.next(),
      zone: try row.next(),
      site: try row.next(), url: try row.next(), email: try row.next(), image: try row.next(),
      imageCaption: try row.next(), colour: try row.next(), secondColour: try row.next())
  }

  /// Whether the database knows the zone, by whose clock dates are told.
  public static func knows(zone: String, in transaction: Transaction) throws -> Bool {
    try transaction.query(
      "select exists (select from pg_timezone_names where name = \(zone))"
    ).only()
  }

  /// Adds the institution or changes what was said of it; true when something was written.
  public static func put(_ new: Institution, in transaction: Transaction) throws -> Bool {
    let written = try transaction.execute(
      """
      insert into institution as i
        (institution_id, code, name, zone, site, url, email, image, image_caption, colour,
         second_colour)
      values (\(new.id)::int, \(new.code), \(new.name), \(new.zone), \(new.site), \(new.url),
        \(new.email), \(new.image), \(new.imageCaption), \(new.colour),
        \(new.secondColour))
      on conflict (institution_id) do update
        set code = excluded.code, name = excluded.name, zone = excluded.zone,
            site = excluded.site, url = excluded.url, email = excluded.email,
            image = excluded.image, image_caption = excluded.image_caption,
            colour = excluded.colour, second_colour = excluded.second_colour
      where (i.code, i.name, i.zone, i.site, i.url, i.email, i.image, i.image_caption, i.colour,
          i.second_colour)
        is distinct from (excluded.code, excluded.name, excluded.zone, excluded.site,
          excluded.url, excluded.email, excluded.image, excluded.image_caption, excluded.colour,
          excluded.second_colour)
      """)
    return written > 0
  }

  /// The present policy with the terms; nil before the first one was recorded.
  public static func policy(of institution: Int, in transaction: Transaction) throws -> Policy? {
    let head = try transaction.query(
      """
      select revision, credit_cap, sharing_limit, notation_holds from policy
       where institution_id = \(institution)::int order by revision desc limit 1
      """
    ).first { row in
      (
        try row.next(Int32.self), Quantity(try row.next(PostgresNumeric.self)),
        try row.next(Int32?.self), try row.next([String].self)
      )
    }
    guard let (revision, cap, sharing, holds) = head else { return nil }
    let marks = try transaction.query(
      """
      select m.name, m.rank, m.points, m.passes
        from policy p
       cross join lateral jsonb_to_recordset(p.grades)
          as m (name text, rank int, points numeric, passes boolean)
       where p.institution_id = \(institution)::int and p.revision = \(revision)
      """
    ).map { row in
      GradeScale.Mark(
        name: try row.next(), rank: try row.next(Int32?.self).map(Int.init),
        points: try row.quantityIfAny(), passes: try row.next())
    }
    return Policy(
      creditCap: cap, grades: GradeScale(marks), sharingLimit: sharing.map(Int.init),
      terms: try terms(of: institution, in: transaction),
      notationHolds: Set(holds.compactMap(HoldKind.init)))
  }

  /// Records a policy as the next revision, unless it is the present one; true when it was written.
  public static func put(
    _ policy: Policy, of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> Bool {
    let grades = PostgresJSON(json(policy.grades))
    let holds = policy.notationHolds.map(\.rawValue).sorted()
    return try transaction.execute(
      """
      insert into policy
        (institution_id, revision, credit_cap, sharing_limit, grades, notation_holds, recorded_by)
      select \(institution)::int, coalesce(p.revision, 0) + 1, \(policy.creditCap.stored),
             \(policy.sharingLimit.map(Int32.init)), \(grades), \(holds), \(actor)
        from (select 1) one
        left join lateral (
          select * from policy where institution_id = \(institution)::int
           order by revision desc limit 1) p on true
       where (p.credit_cap, p.sharing_limit, p.grades, p.notation_holds) is distinct from
             (\(policy.creditCap.stored), \(policy.sharingLimit.map(Int32.init)), \(grades),
               \(holds))
      """) > 0
  }

  /// Adds terms or changes their dates; the number of rows written.
  public static func put(
    _ terms: [Term], of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      insert into term as t (institution_id, code, name, starts, ends)
      select \(institution)::int, n.code, n.name, n.starts, n.ends
        from unnest(\(terms.map(\.code)), \(terms.map(\.name)), \(terms.map(\.starts.stored)),
          \(terms.map(\.ends.stored))) as n (code, name, starts, ends)
      on conflict (institution_id, code) do update
        set name = excluded.name, starts = excluded.starts, ends = excluded.ends
      where (t.name, t.starts, t.ends) is distinct from
        (excluded.name, excluded.starts, excluded.ends)
      """)
  }

  /// A unit, to which programs belong and roles are limited.
  public struct Unit: Hashable, Sendable {
    /// Its code.
    public var code: String
    /// Its name.
    public var name: String
    /// The code of the unit that it is part of.
    public var partOf: String?

    /// Makes a unit.
    public init(code: String, name: String, partOf: String? = nil) {
      self.code = code
      self.name = name
      self.partOf = partOf
    }
  }

  /// Adds units or changes them; the number of rows written.
  public static func put(
    _ units: [Unit], of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      insert into unit as u (institution_id, code, name, part_of)
      select \(institution)::int, n.code, n.name, n.part_of
        from unnest(\(units.map(\.code)), \(units.map(\.name)), \(units.map(\.partOf)))
          as n (code, name, part_of)
      on conflict (institution_id, code) do update
        set name = excluded.name, part_of = excluded.part_of
      where (u.name, u.part_of) is distinct from (excluded.name, excluded.part_of)
      """)
  }

  /// The terms of an institution, in no order.
  public static func terms(of institution: Int, in transaction: Transaction) throws -> [Term] {
    try transaction.query(
      "select code, name, starts, ends from term where institution_id = \(institution)::int"
    ).map { row in
      Term(code: try row.next(), name: try row.next(), starts: try row.day(), ends: try row.day())
    }
  }

  private static func json(_ scale: GradeScale) -> String {
    let marks = scale.marks.map { mark in
      let rank = mark.rank.map(String.init) ?? "null"
      let points = mark.points.map(\.description) ?? "null"
      return "{\"name\": \(JSONText.quoted(mark.name)), \"rank\": \(rank), "
        + "\"points\": \(points), \"passes\": \(mark.passes)}"
    }
    return "[\(marks.joined(separator: ", "))]"
  }

  /// The time by the database's clock and the institution's date at it; `instant` replaces the
  /// clock in tests.
  public static func now(
    of institution: Int, at instant: PostgresInstant?, in transaction: Transaction
  ) throws -> (PostgresInstant, Day) {
    try transaction.query(
      """
      select n.now, (n.now at time zone i.zone)::date
        from institution i, lateral (select coalesce(\(instant), clock_timestamp()) as now) n
       where i.institution_id = \(institution)::int
      """
    ).only { row in (try row.next(), try row.day()) }
  }
}
