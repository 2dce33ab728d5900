-- What anybody may suggest, without an account, and what became of it.

create table suggestion (
  institution_id int not null references institution,
  suggestion_id uuid not null default gen_random_uuid(),
  title text not null,
  -- what it would be for
  purpose text not null,
  -- who would earn it
  audience text not null,
  -- given with consent, never shown in public, forgotten after a year
  contact_name text,
  contact_email text,
  -- the same text of one day is one suggestion, however often it is sent
  text_sha256 bytea not null,
  received_on date not null default (clock_timestamp() at time zone 'UTC')::date,
  received_at timestamptz not null default clock_timestamp(),
  times int not null default 1,
  state text not null default 'received',
  -- the program that it became
  program_id uuid,
  decided_at timestamptz,
  decided_by text,
  reason text,
  constraint suggestion_key primary key (institution_id, suggestion_id),
  foreign key (institution_id, program_id) references program,
  constraint "a suggestion counts once a day" unique (institution_id, text_sha256, received_on),
  constraint "a hash has 32 bytes" check (length(text_sha256) = 32),
  constraint "a suggestion is short"
    check (length(title) <= 200 and length(purpose) <= 4000 and length(audience) <= 1000
      and length(contact_name) <= 200 and length(contact_email) <= 254),
  constraint "a suggestion is received, taken up or declined"
    check (state in ('received', 'taken up', 'declined')),
  constraint "a decided suggestion says by whom and why"
    check ((state = 'received') = (decided_by is null)
      and (state = 'received') = (decided_at is null) and (state = 'received') = (reason is null)),
  constraint "a suggestion that is taken up becomes a program"
    check ((state = 'taken up') = (program_id is not null))
);
select isolate('suggestion',
  'contact_name, contact_email, times, state, program_id, decided_at, decided_by, reason');
create index suggestion_received on suggestion (institution_id, received_at, suggestion_id);
create index suggestion_contact on suggestion (institution_id, received_at)
  where contact_name is not null or contact_email is not null;

-- What signs the public forms of an institution, the same for all its daemons. Whoever reads it can
-- send the form without having seen it, and no more.
create table form_secret (
  institution_id int not null references institution,
  secret bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  constraint form_secret_key primary key (institution_id),
  constraint "a secret has 32 bytes" check (length(secret) = 32)
);
select isolate('form_secret');
