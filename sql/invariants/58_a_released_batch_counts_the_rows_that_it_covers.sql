select b.institution_id, b.consumer, b.number
  from feed_batch b
 where b.state = 'released' and b.profile_version is not null
   and b.added + b.voided + b.left_out <> (
     select count(*) from notation n
      where n.institution_id = b.institution_id
        and n.position between b.first_position and b.last_position
        and (b.units is null or n.unit = any(b.units))
        and (b.programs is null or n.program = any(b.programs)))
     + (
     select count(*) from feed_resend r
      where r.institution_id = b.institution_id and r.batch_id = b.batch_id
        and r.position < b.first_position)
