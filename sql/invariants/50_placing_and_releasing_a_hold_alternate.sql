select h.institution_id, h.hold_id
  from (
    select institution_id, hold_id, placed,
           lag(placed, 1, false) over (
             partition by institution_id, learner_id, kind
             order by recorded_at, hold_id) as was_placed
      from hold) h
 where h.placed = h.was_placed;
