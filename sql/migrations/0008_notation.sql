-- The transcript ledger and its feed.

-- The last position that was given out; one row per institution, locked last in a transaction, so
-- that positions are dense and in commit order.
create table feed_head (
  institution_id int not null references institution,
  position bigint not null default 0,
  constraint feed_head_key primary key (institution_id)
) with (fillfactor = 50);
select isolate('feed_head', 'position');

-- Only added. A void is a row of its own; a new notation after a void follows that void.
create table notation (
  institution_id int not null,
  position bigint not null,
  notation_id uuid not null,
  kind text not null,
  award_id uuid not null,
  learner_id uuid not null,
  program_id uuid not null,
  program_version_id uuid not null,
  -- always true: the key below proves it of the version (DOMAIN invariant 1)
  credit_bearing boolean not null default true,
  -- the notation that this row voids
  voids uuid,
  -- the voided notation after which this one was made
  follows uuid,
  text text not null,
  credits numeric(14, 4),
  earned_on date not null,
  term text,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint "a feed position is given out once" primary key (institution_id, position),
  constraint notation_key unique (institution_id, notation_id),
  foreign key (institution_id, award_id, learner_id, program_id)
    references award (institution_id, award_id, learner_id, program_id),
  constraint "a notation exists only for a credit-bearing version"
    foreign key (institution_id, program_version_id, credit_bearing)
    references program_version (institution_id, program_version_id, credit_bearing),
  constraint "a notation's version bears credit" check (credit_bearing),
  constraint "a notation is added or voided"
    check (kind = 'add' and voids is null or kind = 'void' and voids is not null and follows is null),
  constraint "a notation is voided once" unique (institution_id, voids),
  constraint "a void names a notation" foreign key (institution_id, voids)
    references notation (institution_id, notation_id),
  constraint "a notation follows only a voided one" foreign key (institution_id, follows)
    references notation (institution_id, voids),
  constraint "positions are counted from one" check (position >= 1)
);
select isolate('notation'), keep_history('notation');
create unique index "a learner has one live notation of a version" on notation
  (institution_id, learner_id, program_id, program_version_id)
  where kind = 'add' and follows is null;
create unique index "a voided notation is followed by one notation" on notation
  (institution_id, follows) where follows is not null;
create index notation_void on notation (institution_id, learner_id) where kind = 'void';
create unique index "an award has one notation" on notation (institution_id, award_id)
  where kind = 'add';

create table feed_consumer (
  institution_id int not null references institution,
  consumer text not null,
  profile text not null,
  is_test boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  constraint feed_consumer_key primary key (institution_id, consumer)
);
select isolate('feed_consumer', 'profile, is_test');

create table feed_batch (
  institution_id int not null,
  batch_id uuid not null default gen_random_uuid(),
  consumer text not null,
  number int not null,
  first_position bigint not null,
  last_position bigint not null,
  state text not null,
  released_at timestamptz,
  released_by text,
  -- of the rendered batch, and of the one before it
  sha256 bytea,
  previous_sha256 bytea,
  constraint feed_batch_key primary key (institution_id, batch_id),
  foreign key (institution_id, consumer) references feed_consumer,
  constraint "batches of a consumer are numbered" unique (institution_id, consumer, number),
  constraint "a batch is prepared, released or discarded"
    check (state in ('prepared', 'released', 'discarded')),
  constraint "a batch covers positions in order" check (last_position >= first_position)
);
select isolate('feed_batch', 'state, released_at, released_by, sha256, previous_sha256');

create table feed_delivery (
  institution_id int not null,
  delivery_id uuid not null default gen_random_uuid(),
  batch_id uuid not null,
  channel text not null,
  delivered_at timestamptz not null default clock_timestamp(),
  outcome text not null,
  detail text,
  constraint feed_delivery_key primary key (institution_id, delivery_id),
  foreign key (institution_id, batch_id) references feed_batch
);
select isolate('feed_delivery'), keep_history('feed_delivery');

create table acknowledgement (
  institution_id int not null,
  acknowledgement_id uuid not null default gen_random_uuid(),
  consumer text not null,
  position bigint not null,
  outcome text not null,
  code text,
  detail text,
  received_at timestamptz not null default clock_timestamp(),
  actor text not null,
  constraint acknowledgement_key primary key (institution_id, acknowledgement_id),
  foreign key (institution_id, consumer) references feed_consumer,
  foreign key (institution_id, position) references notation (institution_id, position),
  constraint "an acknowledgement accepts, rejects or does not know" check (outcome in (
    'accepted', 'rejected', 'duplicate', 'unknown'))
);
select isolate('acknowledgement'), keep_history('acknowledgement');
create index acknowledgement_position on acknowledgement (institution_id, consumer, position);
