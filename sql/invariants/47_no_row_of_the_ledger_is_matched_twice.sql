-- A row of the ledger has one counterpart in a student system's list, or none.
select 'position ' || position || ' has ' || count(*) || ' counterparts in comparison '
       || comparison_id
  from comparison_row
 where position is not null and outcome in ('matched', 'different', 'missing', 'not sent')
 group by institution_id, comparison_id, position
having count(*) > 1
