-- Roles, institutions and what every program of an institution lives under.

do $$
begin
  if not exists (select from pg_roles where rolname = 'conferral_app') then
    create role conferral_app nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'conferral_auditor') then
    create role conferral_auditor nologin;
  end if;
exception
  when insufficient_privilege then
    raise exception 'the migrating user may not create roles: have an administrator run "create role conferral_app nologin; create role conferral_auditor nologin; grant conferral_app, conferral_auditor to %"', session_user;
  when duplicate_object or unique_violation then
    null; -- another migration on the same cluster was faster
end
$$;

do $$
begin
  execute format('grant conferral_app, conferral_auditor to %I', session_user);
exception
  when insufficient_privilege or invalid_grant_operation then
    null; -- already granted by an administrator, or a superuser who needs no grant
end
$$;

-- The institution that the transaction works for; null when it named none.
create function current_institution() returns int
  language sql stable parallel safe
  set search_path = pg_catalog
  return nullif(current_setting('conferral.institution', true), '')::int;

-- The same text always gives the same id, so that a fact imported twice is one row.
create function stable_id(name text) returns uuid
  language sql immutable strict parallel safe
  set search_path = pg_catalog
  return encode(substr(sha256(convert_to(name, 'UTF8')), 1, 16), 'hex')::uuid;

-- Puts a table under the rules that hold for all: a row is seen and written only for the
-- institution of the transaction; the auditor reads all; the application reads and adds, and
-- changes or removes only where the migration says so.
create function isolate(target regclass, may_update text default null, may_delete boolean default false)
  returns void
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy isolation on %s to conferral_app
       using (institution_id = (select current_institution()))
       with check (institution_id = (select current_institution()))', target);
  execute format('create policy audit on %s for select to conferral_auditor using (true)', target);
  execute format('grant select, insert on %s to conferral_app', target);
  execute format('grant select on %s to conferral_auditor', target);
  if may_update is not null then
    execute format('grant update %s on %s to conferral_app',
      case when may_update = '*' then '' else '(' || may_update || ')' end, target);
  end if;
  if may_delete then
    execute format('grant delete on %s to conferral_app', target);
  end if;
end
$$;
revoke execute on function isolate(regclass, text, boolean) from public;

-- History is written once, whoever asks; the privileges above are the first wall, this the second.
create function refuse_to_change_history() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  raise exception 'rows of % are history: they are added, never changed or removed', tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create function keep_history(target regclass) returns void
  language plpgsql
  set search_path = pg_catalog, public
as $$
begin
  execute format(
    'create trigger history_is_only_added_to before update or delete or truncate on %s
       for each statement execute function refuse_to_change_history()', target);
end
$$;
revoke execute on function keep_history(regclass) from public;

create table institution (
  institution_id int not null,
  code text not null,
  name text not null,
  -- IANA name of the zone in which its dates are written
  zone text not null,
  -- where badges, keys and status lists are found by the world, without a slash at the end
  site text not null,
  url text not null,
  email text not null,
  image text,
  image_caption text,
  -- the last day whose beginning was taken into account (award dates, facts dated ahead)
  settled_day date,
  created_at timestamptz not null default clock_timestamp(),
  constraint institution_key primary key (institution_id),
  constraint "an institution has one code" unique (code),
  constraint "an institution has a site of its own" unique (site),
  constraint "an institution's number is positive" check (institution_id > 0),
  constraint "an institution's site is an https or loopback origin"
    check (site ~ '^https?://[^/]+(/[^/]+)*$')
);
select isolate('institution', '*');
-- which institutions there are is no secret: the daemon goes through them
create policy directory on institution for select to conferral_app using (true);

create table policy (
  institution_id int not null references institution,
  revision int not null,
  credit_cap numeric(14, 4) not null,
  sharing_limit int,
  -- low to high: [{"name": "F", "rank": 0, "points": "0", "passes": false}, ...]
  grades jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  constraint policy_key primary key (institution_id, revision),
  constraint "a credit cap is above zero" check (credit_cap > 0),
  constraint "a sharing limit is at least one program" check (sharing_limit >= 1)
);
select isolate('policy'), keep_history('policy');

create table term (
  institution_id int not null references institution,
  code text not null,
  name text not null,
  starts date not null,
  ends date not null,
  constraint term_key primary key (institution_id, code),
  constraint "a term ends after it starts" check (ends > starts)
);
select isolate('term', 'name, starts, ends');

create table unit (
  institution_id int not null references institution,
  code text not null,
  name text not null,
  part_of text,
  constraint unit_key primary key (institution_id, code),
  constraint "a unit is part of a unit of the same institution"
    foreign key (institution_id, part_of) references unit
);
select isolate('unit', 'name, part_of');
