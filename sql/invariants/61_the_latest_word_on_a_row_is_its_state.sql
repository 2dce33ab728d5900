-- What a consumer said last of a row is what its state says, and no state is without a word.
select 'position ' || coalesce(s.position, k.position) || ' of ' || coalesce(s.consumer, k.consumer)
       || ' is ' || coalesce(s.outcome, 'without a state') || ', but the last word was '
       || coalesce(k.outcome, 'none')
  from acknowledgement_state s
  full join (
    select distinct on (institution_id, consumer, position)
           institution_id, consumer, position, outcome, report_id
      from acknowledgement
     where report_id is not null or code = 'profile'
     order by institution_id, consumer, position, received_at desc, acknowledgement_id) k
    on k.institution_id = s.institution_id and k.consumer = s.consumer
   and k.position = s.position
 where s.outcome is distinct from k.outcome or s.report_id is distinct from k.report_id
