select l.institution_id, l.link_id
  from claim_link l
  full join claim_answer a on a.institution_id = l.institution_id and a.link_id = l.link_id
 where (l.ending is not distinct from 'used') <> (a.link_id is not null)
   and (l.ending = 'used' or a.link_id is not null);
