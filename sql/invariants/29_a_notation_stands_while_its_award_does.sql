-- An ended award has no live notation; one that stands has one, unless it is held.
select a.institution_id, a.award_id, s.ended, s.live, s.held
  from award a
  join program_version v using (institution_id, program_version_id)
  cross join lateral (
    select exists (
        select from award_revocation r
         where r.institution_id = a.institution_id and r.award_id = a.award_id) as ended,
      (select count(*) from notation n
        where n.institution_id = a.institution_id and n.award_id = a.award_id and n.kind = 'add'
          and not exists (
            select from notation o
             where o.institution_id = n.institution_id and o.voids = n.notation_id)) as live,
      exists (
        select from held_notation h
         where h.institution_id = a.institution_id and h.award_id = a.award_id
           and h.released_at is null) as held) s
 where v.credit_bearing and s.live + s.held::int <> (not s.ended)::int;
