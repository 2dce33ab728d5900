select n.institution_id, n.position
  from notation n
 cross join lateral (select n.body::json as body) b
 where (b.body ->> 'position')::bigint is distinct from n.position
    or b.body ->> 'notation' is distinct from n.notation_id::text
    or b.body ->> 'kind' is distinct from n.kind
    or b.body ->> 'voids' is distinct from n.voids::text
    or b.body ->> 'student' is distinct from n.student
    or b.body ->> 'text' is distinct from n.text
    or (b.body ->> 'credits')::numeric is distinct from n.credits
    or b.body ->> 'earnedOn' is distinct from n.earned_on::text
    or b.body ->> 'award' is distinct from n.award_id::text;
