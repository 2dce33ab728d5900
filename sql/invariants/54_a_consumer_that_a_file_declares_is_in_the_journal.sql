select c.institution_id, c.consumer
  from feed_consumer c
 where c.source <> ''
   and not exists (
     select from journal j
      where j.institution_id = c.institution_id and j.subject_kind = 'feed consumer'
        and j.subject_id = c.consumer)
