select v.institution_id, v.position, n.position as added
  from notation v
  join notation n on n.institution_id = v.institution_id and n.notation_id = v.voids
 where v.kind = 'void'
   and (n.kind <> 'add'
     or n.position > v.position
     or (n.award_id, n.program_id, n.program_version_id, n.credits, n.earned_on, n.term)
       is distinct from
       (v.award_id, v.program_id, v.program_version_id, v.credits, v.earned_on, v.term));
