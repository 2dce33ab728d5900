select s.institution_id, s.suggestion_id
  from suggestion s
  join program p using (institution_id, program_id)
 where s.state = 'taken up' and p.suggestion is null;
