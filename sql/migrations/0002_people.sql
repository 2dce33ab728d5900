-- Staff with their roles, and learners with the ids that other systems know them by.

create table person (
  institution_id int not null references institution,
  person_id uuid not null default gen_random_uuid(),
  -- issuer and subject of the sign-in, as one text
  subject text not null,
  name text not null,
  email text,
  created_at timestamptz not null default clock_timestamp(),
  constraint person_key primary key (institution_id, person_id),
  constraint "a sign-in belongs to one person" unique (institution_id, subject)
);
select isolate('person', 'name, email');

create table role_grant (
  institution_id int not null,
  role_grant_id uuid not null default gen_random_uuid(),
  person_id uuid not null,
  role text not null,
  unit text,
  granted_at timestamptz not null default clock_timestamp(),
  granted_by text not null,
  reason text not null,
  ended_at timestamptz,
  ended_by text,
  constraint role_grant_key primary key (institution_id, role_grant_id),
  foreign key (institution_id, person_id) references person,
  foreign key (institution_id, unit) references unit,
  constraint "a role is one that the field knows" check (role in (
    'advisor', 'instructor', 'coordinator', 'proposer', 'approver', 'registrar',
    'records technician', 'auditor', 'operator'))
);
select isolate('role_grant', 'ended_at, ended_by');
create unique index "a person holds a role in a unit once" on role_grant
  (institution_id, person_id, role, coalesce(unit, '')) where ended_at is null;

create table learner (
  institution_id int not null references institution,
  learner_id uuid not null default gen_random_uuid(),
  name text not null,
  email text,
  -- the record that this one was merged into
  merged_into uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  constraint learner_key primary key (institution_id, learner_id),
  foreign key (institution_id, merged_into) references learner,
  constraint "a learner is not merged into itself" check (merged_into <> learner_id)
);
select isolate('learner', 'name, email, merged_into');
create index learner_merged_into on learner (institution_id, merged_into)
  where merged_into is not null;

create table learner_alias (
  institution_id int not null,
  -- which system uses the id: 'sis', 'lms', 'email' ...
  system text not null,
  external_id text not null,
  valid_from date not null default '-infinity',
  valid_until date,
  learner_id uuid not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  constraint learner_alias_key primary key (institution_id, system, external_id, valid_from),
  foreign key (institution_id, learner_id) references learner,
  constraint "an alias ends after it begins" check (valid_until > valid_from)
);
select isolate('learner_alias', 'valid_until');
create unique index "an external id belongs to one learner at a time" on learner_alias
  (institution_id, system, external_id) where valid_until is null;
create index learner_alias_learner on learner_alias (institution_id, learner_id);

create table learner_merge (
  institution_id int not null,
  merge_id uuid not null default gen_random_uuid(),
  learner_id uuid not null,
  merged_into uuid not null,
  -- the merge that this row takes back
  undoes uuid,
  merged_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  reason text not null,
  constraint learner_merge_key primary key (institution_id, merge_id),
  foreign key (institution_id, learner_id) references learner,
  foreign key (institution_id, merged_into) references learner,
  foreign key (institution_id, undoes) references learner_merge,
  constraint "a merge is undone once" unique (institution_id, undoes)
);
select isolate('learner_merge'), keep_history('learner_merge');
