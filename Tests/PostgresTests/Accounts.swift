import Postgres
import TestSupport

extension TestTemplate {
  /// Two accounts of one hundred each, and a function that raises any error asked for.
  static let accounts = TestDatabase.template(named: "accounts") { database in
    try await Migrator(database: database, migrations: [.accounts]).migrate()
  }
}

extension Migration {
  static let accounts = Migration(
    version: 1, name: "accounts",
    sql: """
      create table account (
        id int8 constraint "an account is opened once" primary key,
        balance int8 not null);
      insert into account values (1, 100), (2, 100);
      create function provoke(state text) returns void language plpgsql as $$
      begin
        if state <> '00000' then raise exception 'provoked' using errcode = state; end if;
      end $$;
      """)
}
