select p.institution_id, p.order_id, o.state
  from import_piece p
  join import_order o using (institution_id, order_id)
 where o.state in ('done', 'refused')
