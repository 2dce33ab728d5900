select n.institution_id, n.learner_id, n.program_version_id, count(*) as live_notations
  from notation n
 where n.kind = 'add'
   and not exists (
     select from notation v
      where v.institution_id = n.institution_id and v.voids = n.notation_id)
 group by n.institution_id, n.learner_id, n.program_version_id
having count(*) > 1;
