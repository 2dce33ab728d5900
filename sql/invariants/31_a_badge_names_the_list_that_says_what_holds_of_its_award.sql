select c.institution_id, c.credential_id, c.award_id
  from credential c
 cross join lateral (
   select convert_from(c.document, 'UTF8')::json -> 'credentialStatus' ->> 'statusPurpose' as purpose
   offset 0) d
 where not exists (
         select from credential later
          where later.institution_id = c.institution_id
            and later.credential_id = c.credential_id and later.revision > c.revision)
   and d.purpose <> case
         when not exists (
                select from award_revocation r
                 where r.institution_id = c.institution_id and r.award_id = c.award_id)
          and coalesce((
                select s.suspended from award_suspension s
                 where s.institution_id = c.institution_id and s.award_id = c.award_id
                 order by s.number desc limit 1), false)
         then 'suspension' else 'revocation' end;
