select institution_id, program_version_id, revision
  from artwork
 where content_sha256 <> sha256(content);
