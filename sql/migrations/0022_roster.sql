-- What is known of the age of rows that bundles bring again and again.

-- The newest row about a thing that went in: an older one that arrives later is left alone.
create table roster_row (
  institution_id int not null references institution,
  -- the mapping and the file of the bundle: 'oneroster-1.2/users.csv'
  source text not null,
  -- the id of the thing in that file
  row_id text not null,
  changed_at timestamptz not null,
  constraint roster_row_key primary key (institution_id, source, row_id)
);
select isolate('roster_row', 'changed_at');

-- By which classes a student system holds a learner in a program: the enrollment lasts as long as
-- one of them does.
create table class_membership (
  institution_id int not null,
  learner_id uuid not null,
  program_id uuid not null,
  -- the system, and what it calls the membership
  system text not null,
  membership text not null,
  -- the first day, where it was told; the day from which it is over
  began date,
  ended date,
  constraint class_membership_key
    primary key (institution_id, learner_id, program_id, system, membership),
  foreign key (institution_id, learner_id) references learner,
  foreign key (institution_id, program_id) references program
);
select isolate('class_membership', 'began, ended');

-- Files that were handed in to be imported, until an import took them in.
create table import_order (
  institution_id int not null references institution,
  order_id uuid not null default gen_random_uuid(),
  mapping text not null,
  mapping_source text not null,
  mapping_sha256 bytea not null,
  file_name text not null,
  file_sha256 bytea not null,
  bytes bigint not null,
  -- whether what was imported before is read again
  is_repeated boolean not null,
  state text not null default 'waiting',
  -- why it was refused
  reason text,
  -- what was passed over, in sentences
  notices text[] not null default '{}',
  -- whether everything in it was imported before
  is_known boolean not null default false,
  -- whoever imports it has until then to say that they still do
  taken_until timestamptz,
  attempts int not null default 0,
  received_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  actor text not null,
  -- who handed it in, as a learner: nobody brings in what is their own
  learner_id uuid,
  constraint import_order_key primary key (institution_id, order_id),
  foreign key (institution_id, learner_id) references learner,
  constraint "a file that was handed in waits, runs, or is done or refused"
    check (state in ('waiting', 'running', 'done', 'refused')
      and (state in ('done', 'refused')) = (ended_at is not null)),
  constraint "a file that was refused has a reason" check ((state = 'refused') = (reason is not null))
);
select isolate('import_order',
  'state, reason, notices, is_known, taken_until, attempts, ended_at');
create unique index "a file is handed in once at a time" on import_order
  (institution_id, mapping_sha256, file_sha256, is_repeated) where state in ('waiting', 'running');
create index import_order_newest on import_order (institution_id, received_at, order_id);

-- Its bytes, which are removed when it ends: they hold names, and sometimes passwords.
create table import_piece (
  institution_id int not null,
  order_id uuid not null,
  number int not null,
  content bytea not null,
  constraint import_piece_key primary key (institution_id, order_id, number),
  foreign key (institution_id, order_id) references import_order
);
-- they are packed already, or read once
alter table import_piece alter column content set storage external;
select isolate('import_piece', null, true);

alter table import_run
  -- the file that was handed in, where it came so
  add column order_id uuid,
  add foreign key (institution_id, order_id) references import_order;
grant update (order_id) on import_run to conferral_app;
create index import_run_order on import_run (institution_id, order_id) where order_id is not null;
