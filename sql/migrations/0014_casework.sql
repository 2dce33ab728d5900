-- What people do with enrollments, evidence and awards by hand.

-- which group of learners a result was recorded for: '2026FA-NPM301-02'
alter table completion add column section text;
create index completion_section on completion (institution_id, section) where section is not null;
create index completion_term on completion (institution_id, term, code) where term is not null;
create index enrollment_recorded on enrollment (institution_id, recorded_at, enrollment_id);
create index award_awarded on award (institution_id, awarded_at, award_id);
create index award_earned on award (institution_id, earned_on, award_id);
create index completion_code on completion (institution_id, code, happened_on);
-- names as they are looked for: in lower case, an accent written one way, compared by their bytes
alter table learner add column name_key text collate "C"
  generated always as (lower(normalize(name, nfc))) stored;
create index learner_name on learner (institution_id, name_key, learner_id);
create index learner_merge_learner on learner_merge (institution_id, learner_id);
create index learner_merge_into on learner_merge (institution_id, merged_into);
create index learner_merge_merged on learner_merge (institution_id, merged_at, merge_id);
create index journal_actor on journal (institution_id, actor, entry_id);

-- An uploaded file by its content. It counts as evidence only when it was found clean, or when no
-- scanner is configured.
create table upload (
  institution_id int not null references institution,
  content_sha256 bytea not null,
  media_type text not null,
  bytes bigint not null,
  state text not null,
  -- what the scanner found
  finding text,
  uploaded_at timestamptz not null default clock_timestamp(),
  uploaded_by text not null,
  scanned_at timestamptz,
  attempts int not null default 0,
  next_try timestamptz not null default clock_timestamp(),
  constraint upload_key primary key (institution_id, content_sha256),
  constraint "an upload is quarantined, clean, unscanned or infected"
    check (state in ('quarantined', 'clean', 'unscanned', 'infected')),
  constraint "a hash has 32 bytes" check (length(content_sha256) = 32)
);
select isolate('upload', 'state, finding, scanned_at, attempts, next_try');
create index upload_waiting on upload (institution_id, next_try) where state = 'quarantined';

-- Who brought a file may see it before it belongs to a submission.
create table upload_owner (
  institution_id int not null,
  content_sha256 bytea not null,
  actor text not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  constraint upload_owner_key primary key (institution_id, content_sha256, actor),
  foreign key (institution_id, content_sha256) references upload
);
select isolate('upload_owner');

alter table evidence_submission
  -- who vouches for the learner, where the submission is an endorsement
  add column author_person uuid,
  add column author_name text,
  add column author_relation text,
  add column statement text,
  -- who handed it in, and as what: staff may do it on behalf of a learner
  add column submitted_by text,
  add column submitted_role text,
  add foreign key (institution_id, author_person) references person,
  add constraint "an endorsement names its author"
    check (author_relation is null or author_person is not null or author_name is not null);
grant update (kind, statement, submitted_by, submitted_role) on evidence_submission to conferral_app;
create index evidence_submission_author on evidence_submission (institution_id, author_person)
  where author_person is not null;
create index evidence_submission_submitted on evidence_submission
  (institution_id, submitted_on, submission_id) where state = 'submitted';
-- the items of a draft are replaced as a whole; those of a submitted version never
drop trigger history_is_only_added_to on evidence_item;
create function refuse_to_change_submitted_items() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  if tg_op = 'UPDATE' or not exists (
    select from evidence_submission s
     where s.institution_id = old.institution_id and s.submission_id = old.submission_id
       and s.version = old.version and s.state = 'draft')
  then
    raise exception 'the items of a submitted version are history'
      using errcode = 'restrict_violation',
        constraint = 'the items of a submitted version stay as they are';
  end if;
  return old;
end
$$;
create trigger "the items of a submitted version stay as they are" before update or delete
  on evidence_item for each row execute function refuse_to_change_submitted_items();
grant delete on evidence_item to conferral_app;

create index evidence_item_content on evidence_item (institution_id, content_sha256)
  where content_sha256 is not null;

-- Who is to review a submission; the last row counts, a null person hands it back to all.
create table evidence_assignment (
  institution_id int not null,
  submission_id uuid not null,
  number int not null,
  person_id uuid,
  assigned_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint evidence_assignment_key primary key (institution_id, submission_id, number),
  foreign key (institution_id, person_id) references person
);
select isolate('evidence_assignment'), keep_history('evidence_assignment');

-- A revocation of what was delivered waits for a second person; one that a registrar asked for by
-- hand comes of no pass.
alter table revocation_proposal alter column pass_id drop not null;
alter table revocation_proposal
  add column public_reason text,
  add column bars_another boolean not null default false,
  add column confirmed_by text,
  add column confirmed_at timestamptz;
alter table revocation_proposal drop constraint "a proposal is open, accepted, declined or moot";
alter table revocation_proposal add constraint "a proposal has a state that the field knows"
  check (state in ('open', 'to be confirmed', 'accepted', 'declined', 'moot'));
alter table revocation_proposal add constraint "another person confirms a revocation"
  check (confirmed_by <> actor);
grant update (public_reason, bars_another, confirmed_by, confirmed_at) on revocation_proposal
  to conferral_app;
drop index "an award has one open proposal";
create unique index "an award has one open proposal" on revocation_proposal
  (institution_id, award_id) where state in ('open', 'to be confirmed');
create index revocation_proposal_opened on revocation_proposal
  (institution_id, opened_at, proposal_id);
create index revocation_proposal_award on revocation_proposal (institution_id, award_id);
create index import_run_started on import_run (institution_id, started_at, import_id);

-- Whether a notation of the award has left the house: released in a batch, or acknowledged.
create function is_delivered(institution int, award uuid) returns boolean
  language sql stable
  set search_path = pg_catalog, public
as $$
  select exists (
    select from notation n
     where n.institution_id = institution and n.award_id = award
       and (exists (
         select from feed_batch b
           join feed_consumer c on c.institution_id = b.institution_id and c.consumer = b.consumer
          where b.institution_id = n.institution_id and b.state = 'released' and not c.is_test
            and n.position between b.first_position and b.last_position)
       or exists (
         select from acknowledgement k
          where k.institution_id = n.institution_id and k.position = n.position)))
$$;

-- A program is suggested, drafted and approved in steps before it takes enrollments.
alter table program
  add column suggested_by text,
  -- what the suggestion says; a program that was proposed at once has none
  add column suggestion text;
grant update (code_key) on program to conferral_app;
create index program_state on program (institution_id, state, code_key);

alter table program_version
  -- how often it was sent to review; each round takes all steps again
  add column round int not null default 0,
  add column review text not null default 'not submitted',
  add constraint "a version's review is one that the field knows"
    check (review in ('not submitted', 'under review', 'returned', 'approved'));
grant update (round, review) on program_version to conferral_app;
create unique index "a program has one draft at a time" on program_version
  (institution_id, program_id) where state = 'draft';
create index program_version_recorded on program_version
  (institution_id, program_id, recorded_at, program_version_id);

alter table program_approval
  add column round int not null default 1,
  add constraint "an approval is a step that the field knows"
    check (step in ('department', 'dean', 'committee')),
  add constraint "a step of a round is decided once"
    unique (institution_id, program_version_id, round, step),
  add constraint "each step of a round is decided by somebody else"
    unique (institution_id, program_version_id, round, actor);
