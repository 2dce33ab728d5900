select r.institution_id, r.submission_id, r.version, r.outcome, r.effective_on, s.submitted_on
  from evidence_review r
  join evidence_submission s using (institution_id, submission_id, version)
 where s.state = 'draft'
    or (s.submitted_by is not null and r.effective_on < s.submitted_on);
