select n.institution_id, n.position, n.notation_id
  from notation n
  join program_version v using (institution_id, program_version_id)
 where not v.credit_bearing;
