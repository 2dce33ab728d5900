-- merged records count as one learner
select i.institution_id, coalesce(l.merged_into, l.learner_id) as learner_id, i.fingerprint,
       count(distinct e.program_id) as programs
  from evidence_item i
  join evidence_submission s using (institution_id, submission_id, version)
  join enrollment e using (institution_id, enrollment_id)
  join learner l on l.institution_id = e.institution_id and l.learner_id = e.learner_id
 where (
   select r.outcome
     from evidence_review r
    where r.institution_id = i.institution_id and r.submission_id = i.submission_id
      and r.version = i.version
    order by r.reviewed_at desc, r.review_id desc
    limit 1) = 'accepted'
 group by i.institution_id, coalesce(l.merged_into, l.learner_id), i.fingerprint
having count(distinct e.program_id) > 1;
