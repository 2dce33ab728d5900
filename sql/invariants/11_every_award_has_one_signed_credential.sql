select a.institution_id, a.award_id, count(c.credential_id) as credentials
  from award a
  left join credential c
    on c.institution_id = a.institution_id and c.award_id = a.award_id and c.revision = 1
 group by a.institution_id, a.award_id
having count(c.credential_id) <> 1;
