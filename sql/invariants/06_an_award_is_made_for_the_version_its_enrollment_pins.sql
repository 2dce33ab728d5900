select a.institution_id, a.award_id, a.program_version_id, e.program_version_id as pinned
  from award a
  join enrollment e using (institution_id, enrollment_id)
 where a.program_version_id <> e.program_version_id;
