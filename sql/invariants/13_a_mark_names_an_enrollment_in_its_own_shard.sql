select d.institution_id, d.mark_id
  from dirty_log d
  left join enrollment e using (institution_id, enrollment_id)
 where e.enrollment_id is null or d.shard <> shard_of(d.enrollment_id);
