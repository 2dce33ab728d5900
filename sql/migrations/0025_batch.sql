-- Batches of the feed: what a batch keeps of the day on which it was prepared, so that it is written
-- the same for ever, and the occasions of schedules.

alter table feed_batch
  -- as they stand in the header
  add column institution_code text,
  add column institution_name text,
  -- what of its positions the consumer gets: null is everything
  add column units text[],
  add column programs text[],
  add column resent int,
  -- the occasion of the schedule for which a daemon prepared it
  add column due_on date,
  drop constraint "a batch covers positions in order",
  -- one that brings only rows sent again covers no position
  add constraint "a batch covers positions in order" check (last_position >= first_position - 1),
  drop constraint "batches of a consumer are numbered";
-- A discarded batch gives its number back: whoever reads the batches of a consumer misses none.
create unique index "batches of a consumer are numbered" on feed_batch
  (institution_id, consumer, number) where state <> 'discarded';
create index feed_batch_latest on feed_batch (institution_id, consumer, prepared_at, batch_id);
grant update (resent) on feed_batch to conferral_app;
revoke update (first_position, last_position) on feed_batch from conferral_app;

create function refuse_to_change_a_settled_batch() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  raise exception 'batch % of % is %: it never changes', old.number, old.consumer, old.state
    using errcode = 'restrict_violation';
end
$$;
create trigger a_settled_batch_never_changes before update on feed_batch
  for each row when (old.state <> 'prepared')
  execute function refuse_to_change_a_settled_batch();
create trigger batches_are_never_removed before delete or truncate on feed_batch
  for each statement execute function refuse_to_change_history();

-- What became of an occasion of a consumer's schedule; that there is one row for each day makes sure
-- that any number of daemons act once, and that doing nothing leaves a trace.
create table feed_occasion (
  institution_id int not null,
  consumer text not null,
  -- the day in the institution's zone
  due_on date not null,
  due_at timestamptz not null,
  outcome text not null,
  batch_id uuid,
  handled_at timestamptz not null default clock_timestamp(),
  handled_by text not null,
  constraint "an occasion of a schedule is handled once"
    primary key (institution_id, consumer, due_on),
  foreign key (institution_id, consumer) references feed_consumer,
  foreign key (institution_id, batch_id) references feed_batch,
  constraint "an occasion of a schedule releases, leaves waiting or finds nothing"
    check (outcome in ('released', 'waits', 'nothing')
      and (outcome = 'nothing') = (batch_id is null))
);
select isolate('feed_occasion'), keep_history('feed_occasion');
