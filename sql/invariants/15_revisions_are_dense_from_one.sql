select institution_id, completion_id, count(*) as revisions, max(revision) as last
  from completion
 group by institution_id, completion_id
having count(*) <> max(revision) or count(distinct learner_id) > 1;
