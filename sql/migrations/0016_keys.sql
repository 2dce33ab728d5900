-- Keys for every proof: made ahead of time, kept in files or on a token, found to be compromised;
-- and the VC-JWT that were made with them.

alter table signing_key
  -- where the private half is: in a file of the daemon's machine, or on a token (PKCS#11)
  add column place text not null default 'file',
  -- a scheduled key signs from then on
  add column signs_from timestamptz,
  -- since when somebody else may have had it, and what is known of that
  add column compromised_since timestamptz,
  add column compromise_reason text;
alter table signing_key drop constraint "a key is active, passive or disabled";
alter table signing_key
  add constraint "a key is scheduled, active, passive or disabled"
    check (state in ('scheduled', 'active', 'passive', 'disabled')),
  add constraint "a key is of an algorithm that badges are signed with"
    check (algorithm in ('Ed25519', 'RS256', 'ES256')),
  add constraint "a key is in a file or on a token" check (place in ('file', 'token')),
  add constraint "a scheduled key says when it begins to sign"
    check (state <> 'scheduled' or signs_from is not null),
  add constraint "a compromised key does not sign"
    check (compromised_since is null or state in ('passive', 'disabled')),
  add constraint "a key is disabled only when it was compromised"
    check (state <> 'disabled' or compromised_since is not null),
  add constraint "a compromise has a reason"
    check ((compromised_since is null) = (compromise_reason is null)),
  add constraint signing_key_algorithm unique (institution_id, key_id, algorithm);
grant update (compromised_since, compromise_reason) on signing_key to conferral_app;
create unique index "an institution has one active key of an algorithm" on signing_key
  (institution_id, algorithm) where state = 'active';
create unique index "an institution has one scheduled key of an algorithm" on signing_key
  (institution_id, algorithm) where state = 'scheduled';

-- A revision of a badge in another form, made when somebody first asked for it and the same ever
-- after: as a VC-JWT or, by Ed25519, as the document with a second embedded proof.
create table credential_jwt (
  institution_id int not null,
  credential_id uuid not null,
  revision int not null,
  algorithm text not null,
  key_id text not null,
  token bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  constraint credential_jwt_key primary key (institution_id, credential_id, revision, algorithm),
  foreign key (institution_id, credential_id, revision) references credential,
  foreign key (institution_id, key_id, algorithm)
    references signing_key (institution_id, key_id, algorithm),
  constraint "a further form of a badge is signed with RS256, ES256 or Ed25519"
    check (algorithm in ('RS256', 'ES256', 'Ed25519'))
);
alter table credential_jwt alter column token set compression lz4;
select isolate('credential_jwt'), keep_history('credential_jwt');

-- Whoever signed with a key while it was replaced does it again with the one that follows: the
-- lock waits for the replacement, and the replacement for whoever holds the lock.
create function refuse_former_keys() returns trigger
  language plpgsql
  set search_path = pg_catalog, public
as $$
declare
  signing bigint;
begin
  perform from signing_key k
    where (k.institution_id, k.key_id) in (select a.institution_id, a.key_id from added a)
      and k.state in ('active', 'scheduled')
    for share;
  get diagnostics signing = row_count;
  if signing <> (select count(distinct (a.institution_id, a.key_id)) from added a) then
    raise exception 'the key signs no longer'
      using errcode = 'serialization_failure', constraint = 'a key that was replaced signs nothing';
  end if;
  return null;
end
$$;
create trigger "a key that was replaced signs nothing" after insert on credential
  referencing new table as added for each statement execute function refuse_former_keys();
create trigger "a key that was replaced signs nothing" after insert on credential_jwt
  referencing new table as added for each statement execute function refuse_former_keys();

-- the badges of some awards: signed again, corrected, shown
create index if not exists credential_award on credential (institution_id, award_id);
