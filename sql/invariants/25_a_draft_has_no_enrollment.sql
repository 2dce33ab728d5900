select e.institution_id, e.enrollment_id, v.state
  from enrollment e
  join program_version v using (institution_id, program_version_id)
 where v.state in ('draft', 'approved');
