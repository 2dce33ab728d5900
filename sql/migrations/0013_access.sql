-- Who may come in, and calls that happen once.

-- the learner that a person is, for those who learn here
alter table person add column learner_id uuid;
alter table person add foreign key (institution_id, learner_id) references learner;
grant update (learner_id) on person to conferral_app;
create index person_learner on person (institution_id, learner_id) where learner_id is not null;

alter table role_grant drop constraint "a role is one that the field knows";
alter table role_grant add constraint "a role is one that the field knows" check (role in (
  'advisor', 'instructor', 'coordinator', 'proposer', 'approver', 'registrar',
  'records technician', 'auditor', 'operator', 'machine client'));
alter table role_grant
  -- 'sign-in' for what a claim of the identity provider gave, which the next sign-in may take away
  add column origin text not null default 'here',
  add constraint "a role is granted here or at sign-in" check (origin in ('here', 'sign-in'));

-- A bearer token of a system. Only its hash is kept: whoever reads the database cannot come in.
create table access_token (
  institution_id int not null references institution,
  token_id uuid not null default gen_random_uuid(),
  name text not null,
  token_sha256 bytea not null,
  role text not null,
  unit text,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  last_used_at timestamptz,
  constraint access_token_key primary key (institution_id, token_id),
  constraint "a token is one of its own" unique (institution_id, token_sha256),
  foreign key (institution_id, unit) references unit,
  constraint "a token's role is one that the field knows" check (role in (
    'advisor', 'instructor', 'coordinator', 'proposer', 'approver', 'registrar',
    'records technician', 'auditor', 'operator', 'machine client')),
  constraint "a token expires after it was made" check (expires_at > created_at)
);
select isolate('access_token', 'revoked_at, revoked_by, last_used_at');

-- A person who has signed in with a browser; the cookie's hash is the key.
create table web_session (
  institution_id int not null,
  session_sha256 bytea not null,
  person_id uuid not null,
  began_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- what the identity provider wants to see at sign-out
  id_token text,
  -- the provider's own name of the session, for its sign-out messages
  provider_session text,
  constraint web_session_key primary key (institution_id, session_sha256),
  foreign key (institution_id, person_id) references person
);
select isolate('web_session', null, true);
create index web_session_person on web_session (institution_id, person_id);
create index web_session_expiry on web_session (institution_id, expires_at);

-- A sign-in that was begun; whoever takes it up removes it, so that it is taken up once.
create table pending_sign_in (
  institution_id int not null references institution,
  state_sha256 bytea not null,
  pending json not null,
  return_to text not null,
  begun_at timestamptz not null default clock_timestamp(),
  constraint pending_sign_in_key primary key (institution_id, state_sha256)
);
select isolate('pending_sign_in', null, true);
create index pending_sign_in_age on pending_sign_in (institution_id, begun_at);

-- Names of messages that count once, such as sign-out tokens of the identity provider.
create table seen_message (
  institution_id int not null references institution,
  message_id text not null,
  seen_at timestamptz not null default clock_timestamp(),
  constraint "a message counts once" primary key (institution_id, message_id)
);
select isolate('seen_message', null, true);

-- The answer that a call with an Idempotency-Key got, kept in the transaction of its effect, so
-- that the same call is answered the same and happens once.
create table answered_call (
  institution_id int not null references institution,
  caller text not null,
  call_key text not null,
  -- of method, path and body: the same key for something else is a mistake
  request_sha256 bytea not null,
  status int not null,
  headers json not null,
  body bytea not null,
  answered_at timestamptz not null default clock_timestamp(),
  constraint answered_call_key primary key (institution_id, caller, call_key)
);
select isolate('answered_call', null, true);
create index answered_call_age on answered_call (institution_id, answered_at);
