-- a correction is the next revision of the credential of the award that it supersedes
select a.institution_id, a.award_id, count(distinct c.credential_id) as credentials
  from award a
  left join credential c on c.institution_id = a.institution_id and c.award_id = a.award_id
 group by a.institution_id, a.award_id
having count(distinct c.credential_id) <> 1;
