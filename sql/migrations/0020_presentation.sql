-- Badges of other issuers that learners present, and what coordinators make of them.

-- What was verified when a badge was presented. The badge itself is not kept: its digest says which
-- one it was.
create table presented_badge (
  institution_id int not null references institution,
  presentation_id uuid not null,
  enrollment_id uuid not null,
  badge_id text not null,
  sha256 bytea not null,
  issuer_id text not null,
  issuer_name text,
  achievement text,
  valid_from timestamptz not null,
  valid_until timestamptz,
  -- the day on which it was earned, in the institution's zone
  earned_on date not null,
  -- whether it names an address of the learner; else it names nobody, and a person has to judge
  names_learner boolean not null,
  -- what the presenter means it for
  requirement text,
  -- every check that was made, each passed or worth knowing
  report jsonb not null,
  presented_at timestamptz not null default clock_timestamp(),
  presented_by text not null,
  presented_role text not null,
  constraint presented_badge_key primary key (institution_id, presentation_id),
  foreign key (institution_id, enrollment_id) references enrollment,
  constraint "a digest of a presented badge has 32 bytes" check (length(sha256) = 32),
  constraint "a presented badge has a short id"
    check (length(badge_id) <= 2000 and length(issuer_id) <= 2000
      and length(issuer_name) <= 300 and length(achievement) <= 300)
);
select isolate('presented_badge'), keep_history('presented_badge');
create index presented_badge_enrollment on presented_badge
  (institution_id, enrollment_id, presentation_id);
create index presented_badge_badge on presented_badge (institution_id, badge_id);

create table presented_badge_decision (
  institution_id int not null,
  presentation_id uuid not null,
  badge_id text not null,
  outcome text not null,
  -- what an accepted badge stands for, and the fact that was recorded
  kind text,
  code text,
  completion_id uuid,
  reason text not null,
  decided_at timestamptz not null default clock_timestamp(),
  decided_by text not null,
  decided_role text not null,
  constraint "a presented badge is decided once" primary key (institution_id, presentation_id),
  foreign key (institution_id, presentation_id) references presented_badge,
  constraint "a presented badge is accepted or declined"
    check (outcome in ('accepted', 'declined')),
  constraint "an accepted badge stands for a certification or a credential"
    check (outcome <> 'accepted' or kind in ('certification', 'credential')),
  constraint "an accepted badge is recorded as a fact, and a declined one is not"
    check (num_nonnulls(kind, code, completion_id) = case outcome when 'accepted' then 3 else 0 end)
);
select isolate('presented_badge_decision'), keep_history('presented_badge_decision');
create unique index "a badge of another issuer is accepted once" on presented_badge_decision
  (institution_id, badge_id) where outcome = 'accepted';
