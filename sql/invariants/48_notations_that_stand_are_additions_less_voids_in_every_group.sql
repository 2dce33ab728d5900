with arithmetic as (
  select n.institution_id, n.program_id, n.term,
         sum(case n.kind when 'add' then 1 else -1 end) as lines,
         sum(case n.kind when 'add' then n.credits else -n.credits end) as credits
    from notation n
   group by n.institution_id, n.program_id, n.term),
standing as (
  select n.institution_id, n.program_id, n.term, count(*) as lines, sum(n.credits) as credits
    from notation n
   where n.kind = 'add' and not exists (
     select from notation v
      where v.institution_id = n.institution_id and v.voids = n.notation_id)
   group by n.institution_id, n.program_id, n.term)
select a.institution_id, a.program_id, a.term, a.lines, s.lines as standing_lines,
       a.credits, s.credits as standing_credits
  from arithmetic a
  left join standing s
    on s.institution_id = a.institution_id and s.program_id = a.program_id
   and s.term is not distinct from a.term
 where a.lines <> coalesce(s.lines, 0)
    or coalesce(a.credits, 0) <> coalesce(s.credits, 0);
