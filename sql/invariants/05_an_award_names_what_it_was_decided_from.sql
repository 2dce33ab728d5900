select a.institution_id, a.award_id
  from award a
 where a.name_at_award = ''
    or json_typeof(a.decision -> 'criteria') is distinct from 'object'
    or json_typeof(a.decision -> 'facts') is distinct from 'array'
    or json_array_length(a.decision -> 'uses') = 0;
