-- Awards, what ended them, and the signed badges made for them.

-- One reconciliation pass that wrote something.
create table reconcile_pass (
  institution_id int not null references institution,
  pass_id uuid not null,
  daemon text not null,
  passed_at timestamptz not null default clock_timestamp(),
  decided int not null,
  awarded int not null,
  constraint reconcile_pass_key primary key (institution_id, pass_id)
);
select isolate('reconcile_pass'), keep_history('reconcile_pass');

-- Only added. That there is one live award per learner and program follows from the keys: the
-- first award follows nothing, and a later one follows the revocation of the one before it.
create table award (
  institution_id int not null,
  award_id uuid not null,
  enrollment_id uuid not null,
  learner_id uuid not null,
  program_id uuid not null,
  program_version_id uuid not null,
  -- the revoked award after which this one was made
  follows uuid,
  earned_on date not null,
  term text,
  -- the fixed award date on which it was judged
  judged_on date,
  awarded_at timestamptz not null default clock_timestamp(),
  credits numeric(14, 4),
  -- the learner's name when it was awarded
  name_at_award text not null,
  -- the decision it was made from: facts with their values, evidence hashes, findings in words
  decision json not null,
  pass_id uuid not null,
  constraint award_key primary key (institution_id, award_id),
  constraint award_target unique (institution_id, award_id, learner_id, program_id),
  foreign key (institution_id, enrollment_id, learner_id, program_id)
    references enrollment (institution_id, enrollment_id, learner_id, program_id),
  foreign key (institution_id, program_version_id, program_id)
    references program_version (institution_id, program_version_id, program_id),
  foreign key (institution_id, pass_id) references reconcile_pass
);
alter table award alter column decision set compression lz4;
select isolate('award'), keep_history('award');
create unique index "a learner holds one live award of a program" on award
  (institution_id, learner_id, program_id) where follows is null;
create unique index "a revoked award is followed by one award" on award
  (institution_id, follows) where follows is not null;
create index award_enrollment on award (institution_id, enrollment_id);
create index award_learner on award (institution_id, learner_id);

create table award_revocation (
  institution_id int not null,
  award_id uuid not null,
  learner_id uuid not null,
  program_id uuid not null,
  kind text not null,
  revoked_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  -- what the public badge page says
  public_reason text not null,
  -- whether the loop may award the program again when the criteria are met
  bars_another boolean not null default false,
  confirmed_by text,
  constraint "an award is revoked once" primary key (institution_id, award_id),
  constraint award_revocation_target unique (institution_id, award_id, program_id),
  foreign key (institution_id, award_id, learner_id, program_id)
    references award (institution_id, award_id, learner_id, program_id),
  constraint "an award is revoked or superseded" check (kind in ('revoked', 'superseded')),
  constraint "the person who confirms is another one" check (confirmed_by <> actor)
);
select isolate('award_revocation'), keep_history('award_revocation');

-- The learner is left out: a person's records may have been merged in between.
alter table award add constraint "an award follows only a revoked one of the same program"
  foreign key (institution_id, follows, program_id)
  references award_revocation (institution_id, award_id, program_id);

-- A merge waits for whoever decides about the enrollments of either record, and takes away what a
-- decision was made from: it takes the same locks (DOMAIN invariant 14).
create function guard_merges() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
declare
  people uuid[] := array[new.learner_id, new.merged_into, old.merged_into];
begin
  perform from enrollment e
    where e.institution_id = new.institution_id and e.learner_id in (
      select l.learner_id from learner l
       where l.institution_id = new.institution_id
         and (l.learner_id = any (people) or l.merged_into = any (people)))
    order by e.enrollment_id for no key update;
  if new.merged_into is null then
    return new;
  end if;
  if exists (
    select from learner l
     where l.institution_id = new.institution_id
       and (l.learner_id = new.merged_into and l.merged_into is not null
         or l.merged_into = new.learner_id))
  then
    raise exception 'a record is merged into one that is not merged itself'
      using errcode = 'restrict_violation',
        constraint = 'a learner is merged into a record that stands';
  end if;
  if exists (
    select from award a
     where a.institution_id = new.institution_id
       and a.learner_id in (
         select l.learner_id from learner l
          where l.institution_id = new.institution_id
            and (l.learner_id in (new.learner_id, new.merged_into)
              or l.merged_into = new.merged_into))
       and not exists (
         select from award_revocation r
          where r.institution_id = a.institution_id and r.award_id = a.award_id)
     group by a.program_id having count(*) > 1)
  then
    raise exception 'both records hold a live award of the same program: supersede one first'
      using errcode = 'restrict_violation',
        constraint = 'a merge leaves one live award of a program';
  end if;
  return new;
end
$$;
create trigger "a merge leaves one live award of a program" before update of merged_into on learner
  for each row when (new.merged_into is distinct from old.merged_into)
  execute function guard_merges();

create table award_suspension (
  institution_id int not null,
  award_id uuid not null,
  number int not null,
  suspended boolean not null,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint award_suspension_key primary key (institution_id, award_id, number),
  foreign key (institution_id, award_id) references award
);
select isolate('award_suspension'), keep_history('award_suspension');

-- What the loop proposes when the facts no longer deserve a live award; a registrar decides.
create table revocation_proposal (
  institution_id int not null,
  proposal_id uuid not null default gen_random_uuid(),
  award_id uuid not null,
  state text not null,
  opened_at timestamptz not null default clock_timestamp(),
  pass_id uuid not null,
  -- the decision then and now, and what depends on the award
  change json not null,
  decided_at timestamptz,
  actor text,
  role text,
  reason text,
  constraint revocation_proposal_key primary key (institution_id, proposal_id),
  foreign key (institution_id, award_id) references award,
  constraint "a proposal is open, accepted, declined or moot"
    check (state in ('open', 'accepted', 'declined', 'moot')),
  constraint "a decided proposal names who and why"
    check ((state = 'open') = (decided_at is null)
      and (state = 'open' or (actor is not null and role is not null and reason is not null)))
);
select isolate('revocation_proposal', 'state, decided_at, actor, role, reason');
create unique index "an award has one open proposal" on revocation_proposal
  (institution_id, award_id) where state = 'open';

-- The public half of a signing key; the private half is a file that only the daemon reads.
create table signing_key (
  institution_id int not null references institution,
  -- the public key as a multikey: z6Mk...
  key_id text not null,
  algorithm text not null,
  public_key bytea not null,
  state text not null,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  retired_at timestamptz,
  constraint signing_key_key primary key (institution_id, key_id),
  constraint "a key is active, passive or disabled" check (state in ('active', 'passive', 'disabled'))
);
select isolate('signing_key', 'state, retired_at');

create table credential (
  institution_id int not null,
  credential_id uuid not null,
  -- a correction keeps the id and is the next revision
  revision int not null,
  award_id uuid not null,
  key_id text not null,
  valid_from timestamptz not null,
  status_list int not null,
  status_index int not null,
  -- the signed document, byte for byte
  document bytea not null,
  constraint credential_key primary key (institution_id, credential_id, revision),
  foreign key (institution_id, award_id) references award,
  foreign key (institution_id, key_id) references signing_key,
  constraint "a status index is on the list" check (status_index between 0 and 131071)
);
alter table credential alter column document set compression lz4;
select isolate('credential'), keep_history('credential');
create unique index "a status index is used once" on credential
  (institution_id, status_list, status_index) where revision = 1;
create unique index "an award has one credential" on credential
  (institution_id, award_id) where revision = 1;
