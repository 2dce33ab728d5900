select r.institution_id, r.submission_id, r.version, i.place, u.state
  from evidence_review r
  join evidence_item i using (institution_id, submission_id, version)
  join upload u using (institution_id, content_sha256)
 where r.outcome = 'accepted' and u.state in ('quarantined', 'infected')
   and u.scanned_at is not null and u.scanned_at < r.reviewed_at;
