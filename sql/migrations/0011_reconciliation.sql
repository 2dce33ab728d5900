-- The dirty queue: which enrollments have to be decided anew, and who looks after them.

create table dirty_log (
  institution_id int not null,
  shard smallint not null,
  mark_id bigint generated always as identity,
  enrollment_id uuid not null,
  marked_at timestamptz not null default clock_timestamp(),
  constraint dirty_log_key primary key (institution_id, shard, mark_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
select isolate('dirty_log', may_delete => true);
-- a mark holds an identity and nothing else; the daemon has to see which institutions have some
create policy work on dirty_log for select to conferral_app using (true);

create table reconcile_shard (
  institution_id int not null references institution,
  shard smallint not null,
  -- the status list that its badges are on now, and how many are; a shard has lists of its own, so
  -- that two daemons never draw the same index
  status_list int not null,
  status_used int not null default 0,
  constraint reconcile_shard_key primary key (institution_id, shard)
);
select isolate('reconcile_shard', '*');
create policy work on reconcile_shard to conferral_app using (true) with check (true);

-- Which shard looks after an enrollment; the number of shards never changes.
create function shard_of(enrollment_id uuid) returns smallint
  language sql immutable strict parallel safe
  set search_path = pg_catalog
  return (get_byte(uuid_send(enrollment_id), 15) & 15)::smallint;

-- An enrollment that could not be decided, with its reason; it is tried again, and it does not
-- stop the others.
create table parked (
  institution_id int not null,
  enrollment_id uuid not null,
  attempts int not null,
  next_try timestamptz not null,
  code text not null,
  reason text not null,
  since timestamptz not null default clock_timestamp(),
  constraint parked_key primary key (institution_id, enrollment_id),
  foreign key (institution_id, enrollment_id) references enrollment
);
select isolate('parked', 'attempts, next_try, code, reason', may_delete => true);
create policy work on parked for select to conferral_app using (true);

-- Something that staff have to look at.
create table staff_item (
  institution_id int not null,
  item_id uuid not null default gen_random_uuid(),
  kind text not null,
  enrollment_id uuid not null,
  reason text not null,
  opened_at timestamptz not null default clock_timestamp(),
  pass_id uuid not null,
  closed_at timestamptz,
  closed_by text,
  constraint staff_item_key primary key (institution_id, item_id),
  foreign key (institution_id, enrollment_id) references enrollment
);
select isolate('staff_item', 'reason, closed_at, closed_by');
create unique index "an enrollment has one open item of a kind" on staff_item
  (institution_id, enrollment_id, kind) where closed_at is null;

-- All records of the people that these records are of: what was merged counts together.
create function records_of_people(institution int, learners uuid[]) returns setof uuid
  language sql stable
  set search_path = pg_catalog, public
as $$
  with standing as (
    select coalesce(l.merged_into, l.learner_id) as learner_id
      from learner l
     where l.institution_id = institution and l.learner_id = any (learners)
       and (l.merged_into is not null or exists (
         select from learner r
          where r.institution_id = l.institution_id and r.merged_into = l.learner_id)))
  select s.learner_id from standing s
  union
  select r.learner_id
    from standing s
    join learner r on r.institution_id = institution and r.merged_into = s.learner_id
$$;

-- Spares everybody else the search.
create function has_merged_records(institution int) returns boolean
  language sql stable
  set search_path = pg_catalog, public
as $$
  select exists (
    select from learner l where l.institution_id = institution and l.merged_into is not null)
$$;

-- Marks the enrollments of the other records of these people.
create function mark_records_of_people(institution int, learners uuid[]) returns void
  language sql
  set search_path = pg_catalog, public
as $$
  insert into dirty_log (institution_id, shard, enrollment_id)
  select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from records_of_people(institution, learners) r (learner_id)
    join enrollment e on e.institution_id = institution and e.learner_id = r.learner_id
   where r.learner_id <> all (learners)
$$;

create function mark_enrollments_of_learners() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select distinct e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from changed c
    join enrollment e on e.institution_id = c.institution_id and e.learner_id = c.learner_id;
  perform mark_records_of_people(c.institution_id, array_agg(distinct c.learner_id))
     from changed c
    where has_merged_records((select institution_id from changed limit 1))
    group by c.institution_id;
  return null;
end
$$;

-- A merge, or its undoing, changes what is known of everybody concerned.
create function mark_merged_enrollments() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
declare
  people uuid[] := array[new.learner_id, new.merged_into, old.merged_into];
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from (
      select l.learner_id from learner l
       where l.institution_id = new.institution_id and l.learner_id = any (people)
      union
      select records_of_people(new.institution_id, people)) r
    join enrollment e on e.institution_id = new.institution_id and e.learner_id = r.learner_id;
  return null;
end
$$;

create function mark_enrollments() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select distinct c.institution_id, shard_of(c.enrollment_id), c.enrollment_id from changed c;
  return null;
end
$$;

-- An award can be the held credential of another program, and can use up a shared course.
create function mark_other_enrollments() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select distinct e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from changed c
    join enrollment e on e.institution_id = c.institution_id and e.learner_id = c.learner_id
     and e.program_id <> c.program_id;
  perform mark_records_of_people(c.institution_id, array_agg(distinct c.learner_id))
     from changed c
    where has_merged_records((select institution_id from changed limit 1))
    group by c.institution_id;
  return null;
end
$$;

create function mark_institutions() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into dirty_log (institution_id, shard, enrollment_id)
  select e.institution_id, shard_of(e.enrollment_id), e.enrollment_id
    from enrollment e
   where e.institution_id in (select c.institution_id from changed c);
  return null;
end
$$;

create trigger mark_enrollments after insert on enrollment
  referencing new table as changed for each statement execute function mark_enrollments();
create trigger mark_changed_enrollments after update on enrollment
  referencing new table as changed for each statement execute function mark_enrollments();
create trigger mark_enrollments after insert on completion
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();
create trigger mark_enrollments after insert on requirement_exception
  referencing new table as changed for each statement execute function mark_enrollments();
create trigger mark_enrollments after insert on evidence_review
  referencing new table as changed for each statement execute function mark_enrollments();
create trigger mark_enrollments after insert on award
  referencing new table as changed for each statement execute function mark_other_enrollments();
create trigger mark_enrollments after insert on award_revocation
  referencing new table as changed
  for each statement execute function mark_enrollments_of_learners();
create trigger mark_enrollments after update of merged_into on learner
  for each row when (new.merged_into is distinct from old.merged_into)
  execute function mark_merged_enrollments();
create trigger mark_enrollments after insert on policy
  referencing new table as changed for each statement execute function mark_institutions();
create trigger mark_enrollments after insert on term
  referencing new table as changed for each statement execute function mark_institutions();
create trigger mark_changed_enrollments after update on term
  referencing new table as changed for each statement execute function mark_institutions();

-- A new institution gets its shards and its feed with it.
create function prepare_institution() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into reconcile_shard (institution_id, shard, status_list)
  select new.institution_id, n, n from generate_series(0, 15) n;
  insert into feed_head (institution_id) values (new.institution_id);
  return null;
end
$$;
create trigger prepare_institution after insert on institution
  for each row execute function prepare_institution();
