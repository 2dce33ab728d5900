select h.institution_id, h.position as head, count(n.position) as rows,
       min(n.position) as first, max(n.position) as last
  from feed_head h
  left join notation n using (institution_id)
 group by h.institution_id, h.position
having count(n.position) <> h.position
    or coalesce(max(n.position), 0) <> h.position
    or coalesce(min(n.position), 1) <> 1;
