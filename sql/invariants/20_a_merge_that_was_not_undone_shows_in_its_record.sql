select m.institution_id, m.merge_id
  from learner_merge m
  join learner l using (institution_id, learner_id)
 where m.undoes is null and l.merged_into is null
   and not exists (
     select from learner_merge u
      where u.institution_id = m.institution_id and u.undoes = m.merge_id);
