select b.institution_id, b.consumer, b.number
  from (
    select institution_id, consumer, number,
           row_number() over (partition by institution_id, consumer order by number) as expected
      from feed_batch where state <> 'discarded' and profile_version is not null) b
 where b.number <> b.expected
