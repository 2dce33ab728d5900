select institution_id, program_version_id, count(*), max(revision)
  from artwork
 group by institution_id, program_version_id
having count(*) <> max(revision) or min(revision) <> 1;
