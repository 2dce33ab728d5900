-- Evidence: submissions in versions, their items, and reviews. Where a submission stands follows
-- from the reviews of its latest version.

create table evidence_submission (
  institution_id int not null,
  submission_id uuid not null,
  version int not null,
  enrollment_id uuid not null,
  requirement text not null,
  -- portfolio, reflection, video ... as it was written
  kind text not null,
  title text not null,
  description text,
  state text not null,
  submitted_on date not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  import_id uuid,
  constraint evidence_submission_key primary key (institution_id, submission_id, version),
  foreign key (institution_id, enrollment_id) references enrollment,
  constraint "a submission is a draft or submitted" check (state in ('draft', 'submitted')),
  constraint "a version is counted from one" check (version >= 1)
);
select isolate('evidence_submission', 'state, submitted_on, title, description');
create index evidence_submission_enrollment on evidence_submission
  (institution_id, enrollment_id, submission_id, version desc);

create table evidence_item (
  institution_id int not null,
  submission_id uuid not null,
  version int not null,
  place int not null,
  name text not null,
  -- what tells two items apart: SHA-256 of the content in hex, or of the normalised URL
  fingerprint text not null,
  url text,
  content_sha256 bytea,
  media_type text,
  bytes bigint,
  constraint evidence_item_key primary key (institution_id, submission_id, version, place),
  foreign key (institution_id, submission_id, version) references evidence_submission,
  constraint "an item is a link or an upload" check (url is not null or content_sha256 is not null)
);
select isolate('evidence_item'), keep_history('evidence_item');
create index evidence_item_fingerprint on evidence_item (institution_id, fingerprint);

create table evidence_review (
  institution_id int not null,
  review_id uuid not null default gen_random_uuid(),
  submission_id uuid not null,
  version int not null,
  enrollment_id uuid not null,
  outcome text not null,
  effective_on date not null,
  score numeric(14, 4),
  level text,
  rubric jsonb,
  reviewed_at timestamptz not null default clock_timestamp(),
  reviewer text not null,
  role text not null,
  reason text not null,
  import_id uuid,
  constraint evidence_review_key primary key (institution_id, review_id),
  foreign key (institution_id, submission_id, version) references evidence_submission,
  foreign key (institution_id, enrollment_id) references enrollment,
  constraint "a review takes up, accepts, returns, rejects or invalidates" check (outcome in (
    'under review', 'accepted', 'returned', 'rejected', 'invalidated'))
);
select isolate('evidence_review'), keep_history('evidence_review');
create index evidence_review_submission on evidence_review
  (institution_id, submission_id, version, reviewed_at desc);
create index evidence_review_enrollment on evidence_review (institution_id, enrollment_id);

-- One accepted item serves one program of a learner (DOMAIN invariant 7): the row is there while
-- the item is accepted.
create table evidence_claim (
  institution_id int not null,
  learner_id uuid not null,
  fingerprint text not null,
  program_id uuid not null,
  submission_id uuid not null,
  constraint "an accepted item serves one program of a learner"
    primary key (institution_id, learner_id, fingerprint),
  foreign key (institution_id, learner_id) references learner,
  foreign key (institution_id, program_id) references program
);
select isolate('evidence_claim', may_delete => true);
