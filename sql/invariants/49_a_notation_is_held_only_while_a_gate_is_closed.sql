-- once the loop has seen it: an enrollment that is marked or parked is still to be decided
with held as (
  select h.institution_id, h.award_id, h.reason, a.enrollment_id, h.program_id,
         array(
           select o.learner_id
             from learner l
             join learner o on o.institution_id = l.institution_id
              and coalesce(l.merged_into, l.learner_id) in (o.learner_id, o.merged_into)
            where l.institution_id = h.institution_id and l.learner_id = h.learner_id) as records
    from held_notation h
    join award a using (institution_id, award_id)
   where h.released_at is null)
select h.institution_id, h.award_id, h.reason
  from held h
 where not exists (
     select from dirty_log d
      where d.institution_id = h.institution_id and d.enrollment_id = h.enrollment_id)
   and not exists (
     select from parked p
      where p.institution_id = h.institution_id and p.enrollment_id = h.enrollment_id)
   and not case h.reason
     when 'no student id' then not exists (
       select from learner_alias s
        where s.institution_id = h.institution_id and s.learner_id = any (h.records)
          and s.system = 'sis' and s.valid_until is null)
     when 'program suspended' then exists (
       select from program p
        where p.institution_id = h.institution_id and p.program_id = h.program_id
          and p.state = 'suspended')
     when 'award suspended' then coalesce((
       select s.suspended from award_suspension s
        where s.institution_id = h.institution_id and s.award_id = h.award_id
        order by s.number desc limit 1), false)
     when 'revocation proposed' then exists (
       select from revocation_proposal p
        where p.institution_id = h.institution_id and p.award_id = h.award_id
          and p.kind = 'revoke' and p.state in ('open', 'to be confirmed'))
     else (
       select replace(h.reason, ' hold', '') = any (p.notation_holds) from policy p
        where p.institution_id = h.institution_id order by p.revision desc limit 1)
       and exists (
         select from unnest(h.records) r (learner_id)
          cross join lateral (
            select o.placed from hold o
             where o.institution_id = h.institution_id and o.learner_id = r.learner_id
               and o.kind || ' hold' = h.reason
             order by o.recorded_at desc, o.hold_id desc limit 1) o
          where o.placed)
   end;
