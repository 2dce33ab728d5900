select r.institution_id, r.submission_id, r.version, r.reviewer
  from evidence_review r
  join evidence_submission s using (institution_id, submission_id, version)
 where s.submitted_by is not null
   and r.reviewer in (s.recorded_by, s.submitted_by, 'person:' || s.author_person);
