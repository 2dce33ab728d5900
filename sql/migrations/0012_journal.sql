-- Who did what, in which role, when, why, from what to what; and what has to leave the house.

create table journal (
  institution_id int not null references institution,
  entry_id bigint generated always as identity,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  -- 'award', 'enroll', 'withdraw', 'apply program' ...
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  from_state text,
  to_state text,
  reason text not null,
  constraint journal_key primary key (institution_id, entry_id)
);
select isolate('journal'), keep_history('journal');
create index journal_subject on journal (institution_id, subject_kind, subject_id);

create table outbox (
  institution_id int not null references institution,
  outbox_id uuid not null default gen_random_uuid(),
  kind text not null,
  payload json not null,
  created_at timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  next_try timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  dead_at timestamptz,
  last_error text,
  constraint outbox_key primary key (institution_id, outbox_id)
);
select isolate('outbox', 'attempts, next_try, sent_at, dead_at, last_error');
create index outbox_due on outbox (institution_id, next_try) where sent_at is null and dead_at is null;

create view enrollment_standing with (security_invoker = true) as
  select e.institution_id, e.enrollment_id, e.learner_id, e.program_id, e.program_version_id,
         case when a.award_id is not null then 'completed' else e.state end as standing
    from enrollment e
    left join award a on a.institution_id = e.institution_id
     and a.enrollment_id = e.enrollment_id
     and not exists (
       select from award_revocation r
        where r.institution_id = a.institution_id and r.award_id = a.award_id);
grant select on enrollment_standing to conferral_app, conferral_auditor;

grant usage on all sequences in schema public to conferral_app;
-- the daemon compares what was applied with what it knows
grant select on schema_migration to conferral_app, conferral_auditor;
