-- What learners did, hold and were given; and the exceptions that staff granted.

-- Rows are only added: an amendment is the next revision of the same completion, a void too.
create table completion (
  institution_id int not null,
  completion_id uuid not null,
  revision int not null,
  learner_id uuid not null,
  kind text not null,
  -- as codes are compared, and as it was written
  code text not null,
  title text,
  happened_on date not null,
  state text not null,
  grade text,
  score numeric(14, 4),
  credits numeric(14, 4),
  hours numeric(14, 4),
  points numeric(14, 4),
  passed boolean,
  origin text not null default 'here',
  attempt int,
  term text,
  expires date,
  -- who issued a certification or a credential earned elsewhere
  issuer text,
  tags text[] not null default '{}',
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  reason text,
  import_id uuid,
  constraint completion_key primary key (institution_id, completion_id, revision),
  foreign key (institution_id, learner_id) references learner,
  constraint "a revision is counted from one" check (revision >= 1),
  constraint "a completion is of a kind that the field knows" check (kind in (
    'course', 'workshop', 'event', 'internship', 'activity', 'assessment', 'exam', 'competency',
    'evaluation', 'signoff', 'form', 'standing', 'certification', 'credential')),
  constraint "a completion is provisional, final or voided"
    check (state in ('provisional', 'final', 'voided')),
  constraint "a completion's origin is one that the field knows"
    check (origin in ('here', 'transfer', 'examination', 'experience')),
  constraint "amounts are not negative" check (
    coalesce(score, 0) >= 0 and coalesce(credits, 0) >= 0 and coalesce(hours, 0) >= 0
      and coalesce(points, 0) >= 0),
  constraint "an attempt is counted from one" check (attempt >= 1)
);
select isolate('completion'), keep_history('completion');
create index completion_learner on completion
  (institution_id, learner_id, completion_id, revision desc);
create index completion_day on completion (institution_id, happened_on);

-- Waivers and substitutions; rows are only added, taking one back is the next revision.
create table requirement_exception (
  institution_id int not null,
  exception_id uuid not null,
  revision int not null,
  enrollment_id uuid not null,
  requirement text not null,
  kind text not null,
  -- the code that is taken instead, as codes are compared
  substitute text,
  effective_on date not null,
  state text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint requirement_exception_key primary key (institution_id, exception_id, revision),
  foreign key (institution_id, enrollment_id) references enrollment,
  constraint "an exception is a waiver or a substitution"
    check (kind = 'waiver' and substitute is null
      or kind = 'substitution' and substitute is not null),
  constraint "an exception is granted or taken back" check (state in ('granted', 'taken back'))
);
select isolate('requirement_exception'), keep_history('requirement_exception');
create index requirement_exception_enrollment on requirement_exception
  (institution_id, enrollment_id, exception_id, revision desc);
