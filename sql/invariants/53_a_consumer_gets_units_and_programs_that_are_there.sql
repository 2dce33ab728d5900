select c.institution_id, c.consumer
  from feed_consumer c
 where exists (
         select from unnest(c.units) as wanted (code)
          where not exists (
            select from unit u
             where u.institution_id = c.institution_id and u.code = wanted.code))
    or exists (
         select from unnest(c.programs) as wanted (code)
          where not exists (
            select from program p
             where p.institution_id = c.institution_id and p.code = wanted.code))
