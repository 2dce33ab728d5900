-- merged records count as one learner
select a.institution_id, coalesce(l.merged_into, l.learner_id) as learner_id, a.program_id,
       count(*) as live_awards
  from award a
  join learner l using (institution_id, learner_id)
 where not exists (
   select from award_revocation r
    where r.institution_id = a.institution_id and r.award_id = a.award_id)
 group by a.institution_id, coalesce(l.merged_into, l.learner_id), a.program_id
having count(*) > 1;
