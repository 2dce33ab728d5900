select institution_id, exception_id, count(*) as revisions, max(revision) as last
  from requirement_exception
 group by institution_id, exception_id
having count(*) <> max(revision) or count(distinct enrollment_id) > 1
    or count(distinct requirement) > 1;
