select s.institution_id, s.suggestion_id, s.state
  from suggestion s
 where s.state <> 'received'
   and not exists (
     select from journal j
      where j.institution_id = s.institution_id and j.subject_kind = 'suggestion'
        and j.subject_id = s.suggestion_id::text and j.to_state = s.state);
