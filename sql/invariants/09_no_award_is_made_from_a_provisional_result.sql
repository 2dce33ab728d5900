select a.institution_id, a.award_id, c.completion_id, c.revision
  from award a
 cross join lateral json_array_elements(a.decision -> 'uses') u
  join completion c
    on c.institution_id = a.institution_id
   and c.completion_id = (u ->> 'fact')::uuid and c.revision = (u ->> 'revision')::int
 where c.state <> 'final';
