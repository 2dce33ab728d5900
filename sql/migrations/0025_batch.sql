-- A batch that was released or discarded never changes; and the occasions of schedules.

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
