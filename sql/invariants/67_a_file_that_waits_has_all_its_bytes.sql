select o.institution_id, o.order_id
  from import_order o
  left join import_piece p using (institution_id, order_id)
 where o.state in ('waiting', 'running')
 group by o.institution_id, o.order_id, o.bytes
having coalesce(sum(octet_length(p.content)), 0) <> o.bytes
