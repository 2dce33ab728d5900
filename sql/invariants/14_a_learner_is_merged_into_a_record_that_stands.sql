-- a chain of merges would hide facts: a record is merged into one that is not merged itself
select l.institution_id, l.learner_id
  from learner l
  join learner into_record
    on into_record.institution_id = l.institution_id and into_record.learner_id = l.merged_into
 where into_record.merged_into is not null;
