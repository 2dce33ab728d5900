-- The counts of a comparison are those of its rows, and every listed row has an outcome.
select 'comparison ' || c.comparison_id || ' counts ' || c.matched || ', ' || c.missing || ', '
       || c.extra || ', ' || c.different || ', ' || c.twice || ', ' || c.not_sent || ' and has '
       || k.matched || ', ' || k.missing || ', ' || k.extra || ', ' || k.different || ', '
       || k.twice || ', ' || k.not_sent || '; of ' || c.listed || ' listed rows ' || k.listed
  from comparison c
  cross join lateral (
    select count(*) filter (where outcome = 'matched') as matched,
           count(*) filter (where outcome = 'missing') as missing,
           count(*) filter (where outcome = 'extra') as extra,
           count(*) filter (where outcome = 'different') as different,
           count(*) filter (where outcome = 'twice') as twice,
           count(*) filter (where outcome = 'not sent') as not_sent,
           count(*) filter (where line is not null and outcome not in ('quarantined', 'listed'))
             as listed
      from comparison_row r
     where r.institution_id = c.institution_id and r.comparison_id = c.comparison_id) k
 where c.state = 'done'
   and (c.matched, c.missing, c.extra, c.different, c.twice, c.not_sent, c.listed)
     is distinct from
     (k.matched, k.missing, k.extra, k.different, k.twice, k.not_sent, k.listed)
