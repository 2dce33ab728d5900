select b.institution_id, b.consumer, b.number
  from (
    select institution_id, consumer, number, previous_sha256,
           lag(sha256) over (partition by institution_id, consumer order by number) as before
      from feed_batch where state <> 'discarded' and profile_version is not null) b
 where b.previous_sha256 is distinct from b.before
