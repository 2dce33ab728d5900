select c.institution_id, c.credential_id, c.revision, k.key_id
  from signing_key k
  join credential c on c.institution_id = k.institution_id
   and (c.key_id = k.key_id or exists (
     select from credential_jwt j
      where j.institution_id = c.institution_id and j.credential_id = c.credential_id
        and j.revision = c.revision and j.key_id = k.key_id))
 where k.state = 'disabled'
   and not exists (
     select from credential later
      where later.institution_id = c.institution_id and later.credential_id = c.credential_id
        and later.revision > c.revision)
