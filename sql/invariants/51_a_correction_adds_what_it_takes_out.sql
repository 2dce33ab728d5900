-- a line that was delivered is corrected by a void and an addition in one transaction
select v.institution_id, v.position
  from revocation_proposal p
  join notation n on n.institution_id = p.institution_id and n.award_id = p.award_id
  join notation v on v.institution_id = n.institution_id and v.voids = n.notation_id
   and v.recorded_at = (
     select min(o.recorded_at) from notation o
      where o.institution_id = p.institution_id and o.award_id = p.award_id and o.kind = 'void'
        and o.recorded_at >= coalesce(p.confirmed_at, p.decided_at))
 where p.kind = 'correct' and p.state = 'accepted'
   and not exists (
     select from notation f
      where f.institution_id = n.institution_id and f.follows = n.notation_id
        and f.recorded_at = v.recorded_at);
