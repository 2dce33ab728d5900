select c.institution_id, c.consumer, c.cursor_position, c.delivered_position, h.position
  from feed_consumer c
  join feed_head h using (institution_id)
 where greatest(c.cursor_position, c.delivered_position) > h.position
