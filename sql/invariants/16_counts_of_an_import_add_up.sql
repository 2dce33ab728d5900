select r.institution_id, r.import_id
  from import_run r
  left join lateral (
    select count(*) as rows
      from import_row w
     where w.institution_id = r.institution_id and w.import_id = r.import_id) w on true
 where r.state = 'done'
   and w.rows <> r.created_count + r.amended_count + r.unchanged_count + r.waiting_count
     + r.quarantined_count;
