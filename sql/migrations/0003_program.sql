-- Programs and their versions, which never change once an enrollment pins them.

create table program (
  institution_id int not null references institution,
  program_id uuid not null default gen_random_uuid(),
  code text not null,
  -- the code as codes are compared
  code_key text not null,
  title text not null,
  unit text,
  state text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  constraint program_key primary key (institution_id, program_id),
  constraint "a program has a code of its own" unique (institution_id, code_key),
  constraint "a program's state is one that the field knows" check (state in (
    'suggested', 'proposed', 'under review', 'returned', 'approved', 'active', 'suspended',
    'retired'))
);
select isolate('program', 'code, title, unit, state');

create table program_version (
  institution_id int not null,
  program_version_id uuid not null default gen_random_uuid(),
  program_id uuid not null,
  label text not null,
  state text not null,
  -- the program file, byte for byte
  source text not null,
  credit_bearing boolean not null,
  credits numeric(14, 4),
  -- over the minimal ways of earning it
  credits_least numeric(14, 4) not null,
  credits_most numeric(14, 4) not null,
  effective_from date not null default '-infinity',
  -- whether time alone can change a decision: fixed award dates
  waits_for_dates boolean not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  constraint program_version_key primary key (institution_id, program_version_id),
  foreign key (institution_id, program_id) references program,
  constraint "a version's label is unique in its program" unique (institution_id, program_id, label),
  constraint program_version_program unique (institution_id, program_version_id, program_id),
  -- so that a notation can prove that its version bears credit
  constraint program_version_credit unique (institution_id, program_version_id, credit_bearing),
  constraint "credits belong to credit-bearing versions"
    check (credit_bearing or credits is null),
  constraint "a version's state is one that the field knows" check (state in (
    'draft', 'approved', 'effective', 'superseded'))
);
select isolate('program_version',
  'state, source, credit_bearing, credits, credits_least, credits_most, effective_from, waits_for_dates');

create table program_approval (
  institution_id int not null,
  program_approval_id uuid not null default gen_random_uuid(),
  program_version_id uuid not null,
  step text not null,
  outcome text not null,
  actor text not null,
  role text not null,
  reason text not null,
  decided_at timestamptz not null default clock_timestamp(),
  constraint program_approval_key primary key (institution_id, program_approval_id),
  foreign key (institution_id, program_version_id) references program_version,
  constraint "an approval is approved or returned" check (outcome in ('approved', 'returned'))
);
select isolate('program_approval'), keep_history('program_approval');

create table competency (
  institution_id int not null,
  program_version_id uuid not null,
  place int not null,
  name text not null,
  framework text,
  code text,
  url text,
  constraint competency_key primary key (institution_id, program_version_id, place),
  foreign key (institution_id, program_version_id) references program_version
);
select isolate('competency', may_delete => true);
