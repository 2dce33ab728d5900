select a.institution_id, a.award_id, v.credit_bearing
  from award a
  join program_version v using (institution_id, program_version_id)
 where v.credit_bearing <> (
     exists (
       select from notation n
        where n.institution_id = a.institution_id and n.award_id = a.award_id and n.kind = 'add')
     or exists (
       select from held_notation h
        where h.institution_id = a.institution_id and h.award_id = a.award_id));
