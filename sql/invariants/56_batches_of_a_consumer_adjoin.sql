select b.institution_id, b.consumer, b.number, b.first_position, b.before
  from (
    select institution_id, consumer, number, first_position,
           lag(last_position, 1, 0::bigint) over (
             partition by institution_id, consumer order by number) as before
      from feed_batch where state <> 'discarded' and profile_version is not null) b
 where b.first_position <> b.before + 1
