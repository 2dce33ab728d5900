-- What is known of the age of rows that bundles bring again and again.

-- The newest row about a thing that went in: an older one that arrives later is left alone.
create table roster_row (
  institution_id int not null references institution,
  -- the mapping and the file of the bundle: 'oneroster-1.2/users.csv'
  source text not null,
  -- the id of the thing in that file
  row_id text not null,
  changed_at timestamptz not null,
  constraint roster_row_key primary key (institution_id, source, row_id)
);
select isolate('roster_row', 'changed_at');
