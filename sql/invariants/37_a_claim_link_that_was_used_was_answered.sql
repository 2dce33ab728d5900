select l.institution_id, l.link_id
  from claim_link l
 where l.ending = 'used'
   and not exists (select from claim_answer a
                    where a.institution_id = l.institution_id and a.link_id = l.link_id)
union all
select a.institution_id, a.link_id
  from claim_answer a
 where a.link_id is not null
   and not exists (select from claim_link l
                    where l.institution_id = a.institution_id and l.link_id = a.link_id
                      and l.ending = 'used');
