-- What is known of the age of rows that bundles bring again and again.

-- The newest row about a thing that went in: an older one that arrives later is left alone.
create table roster_row (
  institution_id int not null references institution,
  -- the mapping and the file of the bundle: 'oneroster-1.2/users.csv'
  source text not null,
  -- the id of the thing in that file
  row_id text not null,
  changed_at timestamptz not null,
  constraint roster_row_key primary key (institution_id, source, row_id)
);
select isolate('roster_row', 'changed_at');

-- By which classes a student system holds a learner in a program: the enrollment lasts as long as
-- one of them does.
create table class_membership (
  institution_id int not null,
  learner_id uuid not null,
  program_id uuid not null,
  -- the system, and what it calls the membership
  system text not null,
  membership text not null,
  -- the first day, where it was told; the day from which it is over
  began date,
  ended date,
  constraint class_membership_key
    primary key (institution_id, learner_id, program_id, system, membership),
  foreign key (institution_id, learner_id) references learner,
  foreign key (institution_id, program_id) references program
);
select isolate('class_membership', 'began, ended');
