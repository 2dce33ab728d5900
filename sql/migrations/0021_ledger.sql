-- The ledger's rows become complete in themselves; what may not go out yet is held; and the systems
-- that follow the ledger: consumers, profiles, batches, deliveries, acknowledgements.

alter table notation
  -- the learner's id in the student system, as it was when the line was added
  add column student text,
  -- the learner's name at the award
  add column name text,
  add column program text,
  add column title text,
  add column version text,
  add column unit text,
  add column level text,
  -- the address of the badge
  add column badge text,
  -- the whole row as consumers read it: one object of JSON, the same for ever
  add column body text;

-- The row as JSON, keys in a fixed order. It is made here and nowhere else.
create function write_notation_body() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  select row_to_json(line)::text into new.body from (
    select new.position, new.notation_id as notation, new.kind, new.voids, new.follows, new.student,
           new.learner_id as learner, new.name, new.program, new.title, new.version, new.unit,
           new.level, new.text, trim_scale(new.credits)::text as credits,
           to_char(new.earned_on, 'YYYY-MM-DD') as "earnedOn", new.term,
           new.award_id as award, new.badge,
           to_char(new.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
             as "recordedAt") line;
  return new;
end
$$;
create trigger write_notation_body before insert or update on notation
  for each row execute function write_notation_body();

-- Rows from before this migration are completed once, from what is known today.
alter table notation disable trigger history_is_only_added_to;
alter table notation no force row level security;
update notation n
   set student = coalesce((
         select a.external_id from learner_alias a
          where a.institution_id = n.institution_id and a.learner_id = n.learner_id
            and a.system = 'sis' and a.valid_until is null
          order by a.valid_from desc, a.external_id limit 1), n.learner_id::text),
       name = w.name_at_award, program = p.code, title = p.title, version = v.label, unit = p.unit,
       badge = i.site || '/credentials/' || coalesce((
         select c.credential_id::text from credential c
          where c.institution_id = n.institution_id and c.award_id = n.award_id limit 1), '')
  from award w, program p, program_version v, institution i
 where w.institution_id = n.institution_id and w.award_id = n.award_id
   and p.institution_id = n.institution_id and p.program_id = n.program_id
   and v.institution_id = n.institution_id and v.program_version_id = n.program_version_id
   and i.institution_id = n.institution_id;
alter table notation force row level security;
alter table notation enable trigger history_is_only_added_to;
drop trigger write_notation_body on notation;
create trigger write_notation_body before insert on notation
  for each row execute function write_notation_body();
alter table notation
  alter column student set not null,
  alter column name set not null,
  alter column program set not null,
  alter column title set not null,
  alter column version set not null,
  alter column badge set not null,
  alter column body set not null,
  add constraint "a notation names a student" check (student <> '');

-- A correction voids an award's notation and adds another one of the same award; that only one of
-- them is live follows from the chain of what follows what.
drop index "an award has one notation";
create index notation_award on notation (institution_id, award_id);

-- A credit-bearing award whose notation may not go out yet; the loop releases it.
create table held_notation (
  institution_id int not null,
  award_id uuid not null,
  learner_id uuid not null,
  program_id uuid not null,
  reason text not null,
  since timestamptz not null default clock_timestamp(),
  -- when the notation went out after all, or the award ended
  released_at timestamptz,
  constraint "an award's notation is held once" primary key (institution_id, award_id),
  foreign key (institution_id, award_id, learner_id, program_id)
    references award (institution_id, award_id, learner_id, program_id),
  constraint "a notation is held for a reason that the field knows" check (reason in (
    'no student id', 'record hold', 'financial hold', 'program suspended', 'award suspended',
    'revocation proposed'))
);
select isolate('held_notation', 'reason, since, released_at');
create index held_notation_open on held_notation (institution_id, since, award_id)
  where released_at is null;

-- What opens or closes a gate: an id in the student system, a hold, the program's state.
create trigger mark_enrollments after insert on learner_alias
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();
create trigger mark_changed_enrollments after update on learner_alias
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();
create trigger mark_enrollments after insert on hold
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();

-- A suspension, and a proposal that was decided, concern the award's enrollment alone.
create function mark_enrollments_of_awards() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select distinct a.institution_id, shard_of(a.enrollment_id), a.enrollment_id
    from changed c
    join award a on a.institution_id = c.institution_id and a.award_id = c.award_id;
  return null;
end
$$;
create trigger mark_enrollments after insert on award_suspension
  referencing new table as changed
  for each statement execute function mark_enrollments_of_awards();

create function mark_enrollments_of_program() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from enrollment e
   where e.institution_id = new.institution_id and e.program_id = new.program_id;
  return null;
end
$$;
create trigger mark_enrollments after update of state on program
  for each row when ((new.state = 'suspended') <> (old.state = 'suspended'))
  execute function mark_enrollments_of_program();

-- The text of every profile that a consumer ever used: a batch is rendered from it for ever.
create table feed_profile (
  institution_id int not null references institution,
  -- SHA-256 of the source, as 64 hexadecimal digits
  version text not null,
  profile text not null,
  source text not null,
  added_at timestamptz not null default clock_timestamp(),
  added_by text not null,
  constraint feed_profile_key primary key (institution_id, version),
  constraint "a profile's version is the hash of its text"
    check (version = encode(sha256(convert_to(source, 'UTF8')), 'hex'))
);
select isolate('feed_profile'), keep_history('feed_profile');

-- A system that gets the feed of the consumers that name it, and does nothing else.
alter table role_grant drop constraint "a role is one that the field knows";
alter table role_grant add constraint "a role is one that the field knows" check (role in (
  'advisor', 'instructor', 'coordinator', 'proposer', 'approver', 'registrar',
  'records technician', 'auditor', 'operator', 'machine client', 'feed client'));
alter table access_token drop constraint "a token's role is one that the field knows";
alter table access_token add constraint "a token's role is one that the field knows" check (role in (
  'advisor', 'instructor', 'coordinator', 'proposer', 'approver', 'registrar',
  'records technician', 'auditor', 'operator', 'machine client', 'feed client'));

alter table feed_consumer
  add column title text not null default '',
  -- the file that declares it, byte for byte; secrets stand in files that it names
  add column source text not null default '',
  add column profile_version text,
  -- what it gets: null is everything
  add column units text[],
  add column programs text[],
  -- the names of tokens that may read its feed, move its cursor and acknowledge
  add column clients text[] not null default '{}',
  -- the last position that it says it has
  add column cursor_position bigint not null default 0,
  add column cursor_at timestamptz,
  -- the furthest position that it had in production; going back does not take it back
  add column delivered_position bigint not null default 0,
  add column ended_at timestamptz,
  add column changed_at timestamptz not null default clock_timestamp(),
  add column changed_by text not null default 'conferral',
  add constraint "a consumer's profile is known" foreign key (institution_id, profile_version)
    references feed_profile (institution_id, version),
  add constraint "a cursor stands on the ledger or before it" check (cursor_position >= 0);
grant update (title, source, profile_version, units, programs, clients, cursor_position, cursor_at,
  delivered_position, ended_at, changed_at, changed_by) on feed_consumer to conferral_app;

alter table feed_batch
  add column is_test boolean not null default false,
  add column profile_version text,
  -- as they stand in the header
  add column institution_code text,
  add column institution_name text,
  add column zone text,
  add column released_on date,
  -- what of its positions the consumer gets: null is everything
  add column units text[],
  add column programs text[],
  -- the occasion of the schedule for which a daemon prepared it
  add column due_on date,
  add column prepared_at timestamptz not null default clock_timestamp(),
  add column prepared_by text not null default 'conferral',
  add column added int,
  add column voided int,
  add column resent int,
  add column left_out int,
  add column credits_added numeric(18, 4),
  add column credits_voided numeric(18, 4),
  add column persons int,
  add column details_sha256 bytea,
  add column bytes bigint,
  add column discarded_at timestamptz,
  add column discarded_by text,
  add column discard_reason text,
  add constraint "a batch's profile is known" foreign key (institution_id, profile_version)
    references feed_profile (institution_id, version),
  add constraint "a released batch says when, by whom and what" check (
    state <> 'released' or profile_version is null or (released_at is not null
      and released_by is not null and sha256 is not null and details_sha256 is not null)),
  add constraint "a discarded batch says when, by whom and why" check (
    state <> 'discarded' or (discarded_at is not null and discarded_by is not null
      and discard_reason is not null)),
  drop constraint "a batch covers positions in order",
  -- one that brings only rows sent again covers no position
  add constraint "a batch covers positions in order" check (last_position >= first_position - 1),
  drop constraint "batches of a consumer are numbered";
grant update (profile_version, zone, released_on, added, voided, resent, left_out, credits_added,
  credits_voided, persons, details_sha256, bytes, discarded_at, discarded_by, discard_reason)
  on feed_batch to conferral_app;
create unique index "a consumer has one prepared batch" on feed_batch
  (institution_id, consumer) where state = 'prepared';
-- A discarded batch gives its number back: whoever reads the batches of a consumer misses none.
create unique index "batches of a consumer are numbered" on feed_batch
  (institution_id, consumer, number) where state <> 'discarded';
create index feed_batch_latest on feed_batch (institution_id, consumer, prepared_at, batch_id);
create index feed_batch_positions on feed_batch
  (institution_id, last_position, first_position) where state = 'released';

-- Rows that a consumer gets once more, as it rejected them or lost them.
create table feed_resend (
  institution_id int not null,
  resend_id uuid not null default gen_random_uuid(),
  consumer text not null,
  position bigint not null,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  reason text not null,
  -- the batch that brings it; none yet
  batch_id uuid,
  constraint feed_resend_key primary key (institution_id, resend_id),
  foreign key (institution_id, consumer) references feed_consumer,
  foreign key (institution_id, position) references notation (institution_id, position),
  foreign key (institution_id, batch_id) references feed_batch
);
select isolate('feed_resend', 'batch_id');
create unique index "a row waits once to be sent again" on feed_resend
  (institution_id, consumer, position) where batch_id is null;
create index feed_resend_batch on feed_resend (institution_id, batch_id, position)
  where batch_id is not null;

alter table feed_delivery
  add constraint "a delivery was brought, put off or refused"
    check (outcome in ('brought', 'put off', 'refused'));
create index feed_delivery_batch on feed_delivery (institution_id, batch_id, delivered_at);

-- What a consumer says about many rows at once, with totals that were checked.
create table acknowledgement_report (
  institution_id int not null,
  report_id uuid not null default gen_random_uuid(),
  consumer text not null,
  batch_id uuid,
  -- what it is called where it came from: the name of a file
  title text,
  -- of what it says, so that the same report twice adds nothing
  sha256 bytea,
  accepted int not null,
  rejected int not null,
  duplicate int not null,
  unknown int not null,
  -- rows that were not listed and so accepted with the rest of the batch
  others int not null default 0,
  -- rows that could not be read, or say something a second time
  quarantined int not null default 0,
  received_at timestamptz not null default clock_timestamp(),
  actor text not null,
  constraint acknowledgement_report_key primary key (institution_id, report_id),
  foreign key (institution_id, consumer) references feed_consumer,
  foreign key (institution_id, batch_id) references feed_batch
);
select isolate('acknowledgement_report'), keep_history('acknowledgement_report');
create index acknowledgement_report_hash on acknowledgement_report
  (institution_id, consumer, sha256);
alter table acknowledgement
  add column report_id uuid,
  add constraint "an acknowledgement is part of a report" foreign key (institution_id, report_id)
    references acknowledgement_report;

-- Whether a notation of the award has left the house for good: released in a batch, fetched by a
-- consumer that says so, or acknowledged; tests do not count.
create or replace function is_delivered(institution int, award uuid) returns boolean
  language sql stable
  set search_path = pg_catalog, public
as $$
  select exists (
    select from notation n
     where n.institution_id = institution and n.award_id = award
       and (exists (
         select from feed_batch b
           join feed_consumer c on c.institution_id = b.institution_id and c.consumer = b.consumer
          where b.institution_id = n.institution_id and b.state = 'released'
            and not b.is_test and not c.is_test
            and n.position between b.first_position and b.last_position)
       or exists (
         select from feed_consumer c
          where c.institution_id = n.institution_id
            and (c.delivered_position >= n.position
              or not c.is_test and c.cursor_position >= n.position))
       or exists (
         select from acknowledgement k
           join feed_consumer c on c.institution_id = k.institution_id and c.consumer = k.consumer
          where k.institution_id = n.institution_id and k.position = n.position
            and not c.is_test)))
$$;

-- The second wall behind the application: where the ledger ends, and what a consumer in production
-- has, only go forward.
create function refuse_to_go_back() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  raise exception '% only goes forward', tg_argv[0] using errcode = 'restrict_violation';
end
$$;
create trigger a_ledger_only_grows before update on feed_head
  for each row when (new.position < old.position)
  execute function refuse_to_go_back('the end of the ledger');
create trigger what_was_delivered_stays_so before update on feed_consumer
  for each row when (new.delivered_position < old.delivered_position)
  execute function refuse_to_go_back('what a consumer was delivered');
