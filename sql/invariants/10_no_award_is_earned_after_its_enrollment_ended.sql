-- an end that was recorded after the award does not undo it: the loop proposes, staff decide
select a.institution_id, a.award_id, a.earned_on, e.ended
  from award a
  join enrollment e using (institution_id, enrollment_id)
 where e.state in ('withdrawn', 'expired') and e.ended <= a.earned_on
   and not exists (
     select from award_revocation r
      where r.institution_id = a.institution_id and r.award_id = a.award_id)
   and not exists (
     select from revocation_proposal p
      where p.institution_id = a.institution_id and p.award_id = a.award_id)
   and not exists (
     select from dirty_log d
      where d.institution_id = e.institution_id and d.enrollment_id = e.enrollment_id)
   and not exists (
     select from parked p
      where p.institution_id = e.institution_id and p.enrollment_id = e.enrollment_id);
