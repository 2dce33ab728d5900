-- What consumers say became of the rows they got, and how their own lists compare with the ledger.

-- What of a report says nothing about a row of the ledger: rows that nobody knows here, and rows
-- that could not be read.
create table acknowledgement_aside (
  institution_id int not null,
  report_id uuid not null,
  line bigint not null,
  code text not null,
  column_name text,
  reason text not null,
  -- the row as it was named, and what was said of it
  reference text,
  outcome text,
  constraint "a line of a report is kept aside once" primary key (institution_id, report_id, line),
  foreign key (institution_id, report_id) references acknowledgement_report
);
select isolate('acknowledgement_aside'), keep_history('acknowledgement_aside');

-- The latest that a consumer said of a row; all that it ever said stands in acknowledgement.
create table acknowledgement_state (
  institution_id int not null,
  consumer text not null,
  position bigint not null,
  outcome text not null,
  code text,
  detail text,
  since timestamptz not null,
  -- null for our own word, on what the consumer's profile cannot carry
  report_id uuid,
  -- whether it was accepted before it was rejected
  was_accepted boolean not null default false,
  -- that a registrar set the rejected row aside
  settled_at timestamptz,
  settled_by text,
  settled_reason text,
  constraint "a consumer's word on a row is its latest"
    primary key (institution_id, consumer, position),
  foreign key (institution_id, consumer) references feed_consumer,
  foreign key (institution_id, position) references notation (institution_id, position),
  foreign key (institution_id, report_id) references acknowledgement_report,
  constraint "an acknowledgement's state is one that the field knows"
    check (outcome in ('accepted', 'rejected', 'duplicate', 'unknown')),
  constraint "only what was rejected is set aside, by somebody and for a reason" check (
    settled_at is null or (outcome in ('rejected', 'unknown') and settled_by is not null
      and settled_reason is not null))
);
select isolate('acknowledgement_state',
  'outcome, code, detail, since, report_id, was_accepted, settled_at, settled_by, settled_reason');
create index acknowledgement_state_rejected on acknowledgement_state
  (institution_id, consumer, position) where outcome in ('rejected', 'unknown');

-- Of how many rows that a released batch brought the consumer has said nothing yet: kept, so that
-- silence is found without looking at every row that ever went out. Whoever releases or acknowledges
-- holds the consumer's row, so that no word is counted twice or never.
create table feed_batch_silence (
  institution_id int not null,
  batch_id uuid not null,
  silent_rows bigint not null,
  constraint feed_batch_silence_key primary key (institution_id, batch_id),
  foreign key (institution_id, batch_id) references feed_batch,
  constraint "no batch has less than no silent rows" check (silent_rows >= 0)
);
select isolate('feed_batch_silence', 'silent_rows');
create index feed_batch_silent on feed_batch_silence (institution_id, batch_id)
  where silent_rows > 0;
create index feed_batch_of_position on feed_batch
  (institution_id, consumer, last_position, first_position) where state = 'released';

create function count_silent_rows() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  insert into feed_batch_silence (institution_id, batch_id, silent_rows)
  select new.institution_id, new.batch_id, count(*)
    from notation n
   where n.institution_id = new.institution_id
     and n.position between new.first_position and new.last_position
     and (new.units is null or n.unit = any(new.units))
     and (new.programs is null or n.program = any(new.programs))
     and not exists (
       select from acknowledgement_state s
        where s.institution_id = n.institution_id and s.consumer = new.consumer
          and s.position = n.position);
  return null;
end
$$;
create trigger count_silent_rows after insert on feed_batch
  for each row when (new.state = 'released') execute function count_silent_rows();
create trigger count_silent_rows_of_release after update of state on feed_batch
  for each row when (new.state = 'released') execute function count_silent_rows();

create function break_silence() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  update feed_batch_silence q
     set silent_rows = q.silent_rows - k.spoken
    from (
      select b.institution_id, b.batch_id, count(*) as spoken
        from said s
        join notation n on n.institution_id = s.institution_id and n.position = s.position
       cross join lateral (
         select b.* from feed_batch b
          where b.institution_id = s.institution_id and b.consumer = s.consumer
            and b.state = 'released' and b.last_position >= s.position
            and b.first_position <= s.position
          order by b.last_position limit 1) b
       where (b.units is null or n.unit = any(b.units))
         and (b.programs is null or n.program = any(b.programs))
       group by b.institution_id, b.batch_id) k
   where q.institution_id = k.institution_id and q.batch_id = k.batch_id;
  return null;
end
$$;
create trigger break_silence after insert on acknowledgement_state
  referencing new table as said for each statement execute function break_silence();

-- A text as it is compared: without case, accents, typographic signs and repeated blanks, as
-- student systems lose them.
create function compared(said text) returns text
  language sql immutable parallel safe
  return lower(btrim(case
    when octet_length(said) = length(said) and strpos(said, '  ') = 0 then said
    else regexp_replace(regexp_replace(normalize(
        translate(replace(replace(replace(said, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
          'ØøŁłĐđ‐‑–—‘’“”', 'OoLlDd----''''""'), nfkd),
      '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')
    end));

-- A student system's own list of notations, held against the ledger as of a position.
create table comparison (
  institution_id int not null,
  comparison_id uuid not null default gen_random_uuid(),
  consumer text not null,
  state text not null default 'loading',
  -- the ledger as of this position, and the last one that had been sent by then
  as_of bigint not null,
  sent_through bigint not null,
  -- what the list says of each row, and after how many characters its texts are cut
  fields text[] not null,
  width int,
  mapping text not null,
  mapping_sha256 bytea not null,
  file_name text not null,
  file_sha256 bytea not null,
  listed bigint not null default 0,
  -- rows that the list itself marks as taken out
  withdrawn bigint not null default 0,
  quarantined bigint not null default 0,
  matched bigint not null default 0,
  missing bigint not null default 0,
  extra bigint not null default 0,
  different bigint not null default 0,
  twice bigint not null default 0,
  not_sent bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  actor text not null,
  constraint comparison_key primary key (institution_id, comparison_id),
  foreign key (institution_id, consumer) references feed_consumer,
  constraint "a comparison is loading, done or refused" check (
    state in ('loading', 'done', 'refused') and (state = 'loading') = (ended_at is null))
);
select isolate('comparison', 'state, as_of, sent_through, listed, withdrawn, quarantined, matched,
  missing, extra, different, twice, not_sent, ended_at');
create index comparison_newest on comparison (institution_id, started_at, comparison_id);

create table comparison_row (
  institution_id int not null,
  comparison_id uuid not null,
  row_number bigint not null,
  outcome text not null,
  -- where it stands in the list; null for what is missing there
  line bigint,
  -- our row; null for what nobody knows here
  position bigint,
  reason text,
  -- what is not the same
  differs text[] not null default '{}',
  -- as the list says it; what matched is not kept
  notation uuid,
  student text,
  program text,
  text text,
  term text,
  earned_on date,
  credits numeric(14, 4),
  resent_at timestamptz,
  resent_by text,
  constraint comparison_row_key primary key (institution_id, comparison_id, row_number),
  foreign key (institution_id, comparison_id) references comparison,
  constraint "a compared row has an outcome that the field knows" check (outcome in (
    'listed', 'matched', 'missing', 'extra', 'different', 'twice', 'not sent', 'quarantined')),
  constraint "what matched is not kept" check (outcome <> 'matched' or student is null)
);
select isolate('comparison_row', 'outcome, position, reason, differs, notation, student, program,
  text, term, earned_on, credits, resent_at, resent_by');
create index comparison_row_apart on comparison_row
  (institution_id, comparison_id, outcome, row_number)
  where outcome not in ('listed', 'matched');
create index comparison_row_position on comparison_row
  (institution_id, comparison_id, position) where position is not null;
