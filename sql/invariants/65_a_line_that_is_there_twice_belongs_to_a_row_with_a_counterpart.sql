-- A line that a student system holds twice belongs to a row of the ledger that has a better one.
select 'line ' || r.line || ' of comparison ' || r.comparison_id || ' is there twice, but not once'
  from comparison_row r
 where r.outcome = 'twice'
   and not exists (
     select from comparison_row o
      where o.institution_id = r.institution_id and o.comparison_id = r.comparison_id
        and o.position = r.position and o.outcome <> 'twice')
