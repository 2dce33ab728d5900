select c.oid::regclass as of_table
  from pg_class c
  join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'history_is_only_added_to'
 where has_table_privilege('conferral_app', c.oid, 'delete')
    or has_table_privilege('conferral_app', c.oid, 'truncate')
    or has_any_column_privilege('conferral_app', c.oid, 'update');
