select r.institution_id, r.resend_id
  from feed_resend r
  join feed_batch b on b.institution_id = r.institution_id and b.batch_id = r.batch_id
 where b.state = 'discarded' or b.consumer <> r.consumer or r.position > b.last_position
