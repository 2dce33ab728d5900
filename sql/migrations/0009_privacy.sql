-- Consents, holds and the log of disclosures; rows are only added, the latest one counts.

create table consent (
  institution_id int not null,
  consent_id uuid not null default gen_random_uuid(),
  learner_id uuid not null,
  award_id uuid,
  -- what may be shown: 'page', 'name', 'evidence link' ...
  field text not null,
  granted boolean not null,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  constraint consent_key primary key (institution_id, consent_id),
  foreign key (institution_id, learner_id) references learner,
  foreign key (institution_id, award_id) references award
);
select isolate('consent'), keep_history('consent');
create index consent_learner on consent (institution_id, learner_id, award_id, field, recorded_at desc);

create table hold (
  institution_id int not null,
  hold_id uuid not null default gen_random_uuid(),
  learner_id uuid not null,
  kind text not null,
  placed boolean not null,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint hold_key primary key (institution_id, hold_id),
  foreign key (institution_id, learner_id) references learner,
  constraint "a hold is of the directory, of the record or financial"
    check (kind in ('directory', 'record', 'financial'))
);
select isolate('hold'), keep_history('hold');
create index hold_learner on hold (institution_id, learner_id, kind, recorded_at desc);

create table disclosure (
  institution_id int not null,
  disclosure_id uuid not null default gen_random_uuid(),
  learner_id uuid not null,
  disclosed_to text not null,
  what text not null,
  basis text not null,
  disclosed_at timestamptz not null default clock_timestamp(),
  constraint disclosure_key primary key (institution_id, disclosure_id),
  foreign key (institution_id, learner_id) references learner
);
select isolate('disclosure'), keep_history('disclosure');
create index disclosure_learner on disclosure (institution_id, learner_id, disclosed_at);
