select n.institution_id, n.position, n.award_id
  from notation n
 where n.kind = 'add'
   and exists (
     select from notation v
      where v.institution_id = n.institution_id and v.voids = n.notation_id)
     <> exists (
     select from award_revocation r
      where r.institution_id = n.institution_id and r.award_id = n.award_id);
