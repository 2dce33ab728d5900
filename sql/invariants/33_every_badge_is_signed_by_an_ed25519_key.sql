select c.institution_id, c.credential_id, c.revision, c.key_id
  from credential c
  join signing_key k on k.institution_id = c.institution_id and k.key_id = c.key_id
 where k.algorithm <> 'Ed25519'
