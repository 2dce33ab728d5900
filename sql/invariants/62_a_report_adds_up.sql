-- A report added no more acknowledgements than it says, as rows that say nothing new add none.
select 'report ' || r.report_id || ' tells ' || r.accepted + r.rejected + r.duplicate + r.unknown
       || ' rows and added ' || k.added
  from acknowledgement_report r
  cross join lateral (
    select count(*) as added from acknowledgement a
     where a.institution_id = r.institution_id and a.report_id = r.report_id) k
 where k.added > r.accepted + r.rejected + r.duplicate + r.unknown
