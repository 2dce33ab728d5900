select b.institution_id, b.batch_id, b.state
  from feed_batch b
 where b.state <> 'prepared' and b.profile_version is not null
   and not exists (
     select from journal j
      where j.institution_id = b.institution_id and j.subject_kind = 'feed batch'
        and j.subject_id = b.batch_id::text and j.to_state = b.state)
