-- Imports of somebody else's files: each run, and what became of each of its rows.

create table import_run (
  institution_id int not null references institution,
  import_id uuid not null default gen_random_uuid(),
  mapping text not null,
  mapping_sha256 bytea not null,
  file_name text not null,
  file_sha256 bytea not null,
  state text not null,
  -- how far it came: physical lines and bytes that are done
  done_lines bigint not null default 0,
  done_bytes bigint not null default 0,
  created_count bigint not null default 0,
  amended_count bigint not null default 0,
  unchanged_count bigint not null default 0,
  waiting_count bigint not null default 0,
  quarantined_count bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  actor text not null,
  constraint import_run_key primary key (institution_id, import_id),
  constraint "an import is running, done or refused"
    check (state in ('running', 'done', 'refused'))
);
select isolate('import_run',
  'state, done_lines, done_bytes, created_count, amended_count, unchanged_count, waiting_count, quarantined_count, ended_at');
create unique index "a file is imported by one run at a time" on import_run
  (institution_id, mapping_sha256, file_sha256) where state = 'running';

create table import_row (
  institution_id int not null,
  import_id uuid not null,
  line bigint not null,
  -- which of the records that the row becomes, from 1; 0 for the row as a whole
  place int not null,
  outcome text not null,
  code text,
  column_name text,
  reason text,
  -- the learner id of another system that the row waits for, and the record itself
  waits_for text,
  record json,
  constraint import_row_key primary key (institution_id, import_id, line, place),
  foreign key (institution_id, import_id) references import_run,
  constraint "an import row has an outcome that the field knows"
    check (outcome in
      ('created', 'amended', 'unchanged', 'waiting', 'quarantined', 'resolved', 'superseded')),
  constraint "a row that did not go in says why"
    check (outcome not in ('waiting', 'quarantined') or (code is not null and reason is not null))
);
select isolate('import_row', 'outcome, code, column_name, reason, waits_for');
create index import_row_waiting on import_row (institution_id, waits_for) where outcome = 'waiting';
create index import_row_open on import_row (institution_id, import_id)
  where outcome in ('waiting', 'quarantined');
