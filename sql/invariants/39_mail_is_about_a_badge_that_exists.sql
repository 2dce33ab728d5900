select o.institution_id, o.outbox_id
  from outbox o
 where o.kind in ('mail: earned', 'mail: link', 'mail: revoked')
   and not exists (
     select from credential c
      where c.institution_id = o.institution_id and c.credential_id = o.subject_id);
