select v.institution_id, v.program_version_id, v.round
  from program_version v
 where v.review = 'approved'
   and (3 <> (
     select count(distinct a.step) from program_approval a
      where a.institution_id = v.institution_id
        and a.program_version_id = v.program_version_id and a.round = v.round
        and a.outcome = 'approved' and a.actor <> v.recorded_by)
     or exists (
       select from program_approval a
         join journal j
           on j.institution_id = a.institution_id and j.subject_kind = 'program version'
          and j.subject_id = a.program_version_id::text and j.actor = a.actor
          and j.action in ('propose version', 'change draft', 'submit version')
        where a.institution_id = v.institution_id
          and a.program_version_id = v.program_version_id));
