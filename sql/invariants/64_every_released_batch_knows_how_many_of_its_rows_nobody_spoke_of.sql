-- Every released batch says of how many of its rows the consumer said nothing.
select 'batch ' || b.number || ' of ' || b.consumer || ' has ' || k.silent || ' silent rows and says '
       || coalesce(q.silent_rows::text, 'nothing')
  from feed_batch b
  left join feed_batch_silence q
    on q.institution_id = b.institution_id and q.batch_id = b.batch_id
 cross join lateral (
   select count(*) as silent from notation n
    where n.institution_id = b.institution_id
      and n.position between b.first_position and b.last_position
      and (b.units is null or n.unit = any(b.units))
      and (b.programs is null or n.program = any(b.programs))
      and not exists (
        select from acknowledgement_state s
         where s.institution_id = n.institution_id and s.consumer = b.consumer
           and s.position = n.position)) k
 where b.state = 'released' and q.silent_rows is distinct from k.silent
