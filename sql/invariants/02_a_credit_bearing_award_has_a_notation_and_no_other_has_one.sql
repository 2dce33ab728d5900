select a.institution_id, a.award_id, v.credit_bearing, count(n.notation_id) as notations
  from award a
  join program_version v using (institution_id, program_version_id)
  left join notation n
    on n.institution_id = a.institution_id and n.award_id = a.award_id and n.kind = 'add'
 group by a.institution_id, a.award_id, v.credit_bearing
having count(n.notation_id) <> (case when v.credit_bearing then 1 else 0 end);
