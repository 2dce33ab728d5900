select a.institution_id, a.system, a.valid_from, b.valid_from as also_from
  from learner_alias a
  join learner_alias b using (institution_id, system, external_id)
 where a.valid_from < b.valid_from
   and (a.valid_until is null or a.valid_until > b.valid_from);
