-- Holds that keep notations back, and corrections of what was delivered, which people decide.

alter table policy
  -- the kinds of holds that keep notations out of the ledger
  add column notation_holds text[] not null default '{record}',
  add constraint "a notation is kept back by a hold on the record or a financial one"
    check (notation_holds <@ '{record,financial}');

alter table revocation_proposal
  -- that the award is taken back, or that it or its notation says something else
  add column kind text not null default 'revoke',
  add constraint "a proposal is to revoke or to correct" check (kind in ('revoke', 'correct'));

create index held_notation_reason on held_notation (institution_id, reason, since, award_id)
  where released_at is null;

-- Whether the line in the transcript has left the house: a notation of the award, or of one that it
-- supersedes, as a correction goes on with the same line.
create function line_is_delivered(institution int, award uuid) returns boolean
  language sql stable
  set search_path = pg_catalog, public
as $$
  with recursive line (award_id) as (
    select award
    union
    select a.follows
      from line
      join award a on a.institution_id = institution and a.award_id = line.award_id
      join award_revocation r
        on r.institution_id = a.institution_id and r.award_id = a.follows
       and r.kind = 'superseded')
  select exists (select from line where is_delivered(institution, line.award_id))
$$;

-- Whoever decides what depends on a delivery locks the consumers first; a release has to wait for
-- that, and the other way round, so that no line is delivered and corrected in the same moment.
create function wait_for_decisions() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  perform from feed_consumer c
    where c.institution_id = new.institution_id and c.consumer = new.consumer
    for no key update;
  return new;
end
$$;
create trigger wait_for_decisions before update of state on feed_batch
  for each row when (new.state = 'released' and old.state <> 'released')
  execute function wait_for_decisions();

-- A row that a system does not have may name the wrong student: the loop looks at it again.
create function mark_rejected_lines() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select distinct a.institution_id, shard_of(a.enrollment_id), a.enrollment_id
    from changed c
    join notation n on n.institution_id = c.institution_id and n.position = c.position
    join award a on a.institution_id = n.institution_id and a.award_id = n.award_id
   where c.outcome in ('rejected', 'unknown');
  return null;
end
$$;
create trigger mark_enrollments after insert on acknowledgement
  referencing new table as changed for each statement execute function mark_rejected_lines();

-- Who reads everything reads no secret: what signs forms, and what identity providers gave to us.
revoke select on form_secret, web_session, pending_sign_in from conferral_auditor;
grant select (institution_id, made_at) on form_secret to conferral_auditor;
grant select (institution_id, person_id, began_at, expires_at) on web_session
  to conferral_auditor;
grant select (institution_id, begun_at) on pending_sign_in to conferral_auditor;

-- That a registrar took back that a revocation bars another award: the loop may award again.
create table lifted_bar (
  institution_id int not null,
  award_id uuid not null,
  learner_id uuid not null,
  program_id uuid not null,
  lifted_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint "a bar is lifted once" primary key (institution_id, award_id),
  foreign key (institution_id, award_id) references award_revocation,
  foreign key (institution_id, award_id, learner_id, program_id)
    references award (institution_id, award_id, learner_id, program_id)
);
select isolate('lifted_bar'), keep_history('lifted_bar');
create trigger mark_enrollments after insert on lifted_bar
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();

-- A line that was delivered may name a number that somebody else gets: the loop looks at it again.
create function mark_former_bearers() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
declare
  institution int;
  bearers uuid[];
begin
  for institution, bearers in
    select c.institution_id, array_agg(distinct a.learner_id)
      from changed c
      join learner_alias a on a.institution_id = c.institution_id and a.system = c.system
       and a.external_id = c.external_id and a.learner_id <> c.learner_id
     group by c.institution_id
  loop
    insert into dirty_log (institution_id, shard, enrollment_id)
    select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
      from enrollment e
     where e.institution_id = institution and e.learner_id = any (bearers);
    perform mark_records_of_people(institution, bearers);
  end loop;
  return null;
end
$$;
create trigger mark_former_bearers after insert on learner_alias
  referencing new table as changed for each statement execute function mark_former_bearers();
