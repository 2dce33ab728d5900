select c.oid::regclass as of_table
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'institution_id'
 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
   and (not c.relrowsecurity or not c.relforcerowsecurity
     or not exists (
       select from pg_index i
        where i.indrelid = c.oid and i.indisprimary and i.indkey[0] = a.attnum));
