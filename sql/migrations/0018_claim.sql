-- What leaves the house, and how learners claim their badges.

alter table outbox
  -- what the message is about: for mail the id of a badge
  add column subject_id uuid,
  -- the address it went to; forgotten after a while
  add column sent_to text,
  -- when it was found that nobody needs it any more
  add column dropped_at timestamptz,
  add constraint "a message is sent, dead or dropped, and only one of these"
    check (num_nonnulls(sent_at, dead_at, dropped_at) <= 1);
grant update (sent_to, dropped_at) on outbox to conferral_app;
drop index outbox_due;
create index outbox_due on outbox (institution_id, next_try)
  where sent_at is null and dead_at is null and dropped_at is null;
create index outbox_dead on outbox (institution_id, dead_at) where dead_at is not null;
create index outbox_subject on outbox (institution_id, subject_id);
create index outbox_created on outbox (institution_id, created_at, outbox_id);
create index outbox_sent on outbox (institution_id, sent_at) where sent_to is not null;

-- A way to claim a badge; it is made when the message is sent that brings it, and has its id.
create table claim_link (
  institution_id int not null references institution,
  link_id uuid not null,
  -- the badge keeps its id when its award is superseded
  credential_id uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ending text,
  -- whoever used it may look at what they did, and take the badge to a wallet, for an hour
  receipt_sha256 bytea,
  receipt_until timestamptz,
  constraint claim_link_key primary key (institution_id, link_id),
  constraint "a claim link ends by its use or by another one"
    check ((ended_at is null) = (ending is null) and ending in ('used', 'replaced')),
  constraint "a claim link expires after it was made" check (expires_at > made_at),
  constraint "a receipt is of a link that was used"
    check (receipt_sha256 is null or ending = 'used')
);
select isolate('claim_link', 'ended_at, ending, receipt_sha256, receipt_until');
create unique index "a badge has one live claim link" on claim_link
  (institution_id, credential_id) where ended_at is null;
create unique index claim_link_receipt on claim_link (institution_id, receipt_sha256)
  where receipt_sha256 is not null;

-- Only hashes are kept: whoever reads the database cannot claim. A message that is sent again after
-- a crash has another secret, and both work, as either may be the one that arrived.
create table claim_secret (
  institution_id int not null,
  secret_sha256 bytea not null,
  link_id uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  constraint claim_secret_key primary key (institution_id, secret_sha256),
  foreign key (institution_id, link_id) references claim_link
);
select isolate('claim_secret');
create index claim_secret_link on claim_secret (institution_id, link_id);

-- What a learner said to a badge; the latest row counts.
create table claim_answer (
  institution_id int not null,
  credential_id uuid not null,
  number int not null,
  accepted boolean not null,
  -- the link it was said through
  link_id uuid,
  answered_at timestamptz not null default clock_timestamp(),
  actor text not null,
  constraint "an answer to a badge is given once" primary key
    (institution_id, credential_id, number),
  foreign key (institution_id, link_id) references claim_link,
  constraint "a claim link is answered once" unique (institution_id, link_id)
);
select isolate('claim_answer'), keep_history('claim_answer');

-- A badge that waits to be fetched by a wallet: once, and for ten minutes.
create table wallet_offer (
  institution_id int not null references institution,
  offer_id uuid not null,
  credential_id uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- of the exchange's address, the offer's address, the pre-authorized code, the access token
  exchange_sha256 bytea not null,
  address_sha256 bytea not null,
  code_sha256 bytea not null,
  token_sha256 bytea,
  -- when the code was taken for a token, or the exchange entered
  used_at timestamptz,
  fetched_at timestamptz,
  constraint wallet_offer_key primary key (institution_id, offer_id),
  constraint "an exchange is one of its own" unique (institution_id, exchange_sha256),
  constraint "an offer is one of its own" unique (institution_id, address_sha256),
  constraint "a code is one of its own" unique (institution_id, code_sha256),
  constraint "a wallet's token is one of its own" unique (institution_id, token_sha256)
);
select isolate('wallet_offer', 'token_sha256, used_at, fetched_at', true);
create index wallet_offer_expiry on wallet_offer (institution_id, expires_at);

-- Nonces that wallets put into their proofs; whoever takes one up removes it.
create table wallet_nonce (
  institution_id int not null references institution,
  nonce_sha256 bytea not null,
  expires_at timestamptz not null,
  constraint wallet_nonce_key primary key (institution_id, nonce_sha256)
);
select isolate('wallet_nonce', null, true);
create index wallet_nonce_expiry on wallet_nonce (institution_id, expires_at);

-- who asks for another link names an address
create index learner_email on learner (institution_id, lower(email)) where email is not null;
create index if not exists credential_award on credential (institution_id, award_id);
