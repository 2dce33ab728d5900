-- Enrollments. "Completed" is not stored: an enrollment is completed while its award is live.

create table enrollment (
  institution_id int not null,
  enrollment_id uuid not null default gen_random_uuid(),
  learner_id uuid not null,
  program_id uuid not null,
  program_version_id uuid not null,
  state text not null,
  -- enrolled, or applied to be awarded, on this day
  began date not null,
  -- withdrawn or expired with effect from this day
  ended date,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  import_id uuid,
  constraint enrollment_key primary key (institution_id, enrollment_id),
  constraint enrollment_target unique
    (institution_id, enrollment_id, learner_id, program_id),
  foreign key (institution_id, learner_id) references learner,
  constraint "an enrollment pins a version of its program"
    foreign key (institution_id, program_version_id, program_id)
    references program_version (institution_id, program_version_id, program_id),
  constraint "an enrollment's state is one that the field knows" check (state in (
    'applied', 'enrolled', 'withdrawn', 'expired', 'denied')),
  constraint "an enrollment has an end when it is withdrawn or expired"
    check ((state in ('withdrawn', 'expired')) = (ended is not null))
);
select isolate('enrollment', 'program_version_id, state, began, ended');
create unique index "a learner is enrolled in a program once at a time" on enrollment
  (institution_id, learner_id, program_id) where state in ('applied', 'enrolled');
create index enrollment_learner on enrollment (institution_id, learner_id);
create index enrollment_program on enrollment (institution_id, program_id, enrollment_id);
create index enrollment_version on enrollment (institution_id, program_version_id);

-- A version that an enrollment pins stays as it is (DOMAIN invariant 6).
create function refuse_to_change_pinned_versions() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  if (old.source, old.credit_bearing, old.label)
     is distinct from (new.source, new.credit_bearing, new.label)
     and exists (
       select from enrollment e
        where e.institution_id = old.institution_id
          and e.program_version_id = old.program_version_id)
  then
    raise exception 'a version that an enrollment pins is immutable'
      using errcode = 'restrict_violation', constraint = 'a pinned version is immutable';
  end if;
  return new;
end
$$;
create trigger "a pinned version is immutable" before update on program_version
  for each row execute function refuse_to_change_pinned_versions();
