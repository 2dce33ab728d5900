select p.institution_id, p.program_id, p.state
  from program p
 where p.state in ('active', 'suspended')
   and not exists (
     select from program_version v
      where v.institution_id = p.institution_id and v.program_id = p.program_id
        and v.state in ('effective', 'superseded'));
