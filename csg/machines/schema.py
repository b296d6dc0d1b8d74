"""What an administrator runs once on the server: `csg machines sql`.  PostgreSQL 12 or newer.

A member inserts only as itself and reads only what belongs to its teams; nobody updates or deletes, but `purge` takes
away what is old, for whoever syncs.  A team is a role that its members are granted.
"""

import re

from csg.base import errors

_TEAM = re.compile(r"[a-z_][a-z0-9_]{0,62}$")
_REPOSITORY = re.compile(r"[\w.:@~+\[\]-]+(/[\w.@~+-]+)+$")

SQL = """\
-- csg: sessions of several machines meet here.  Run once, by a superuser or whoever may create roles, in the database
-- that is to hold it:  csg machines sql | psql -v ON_ERROR_STOP=1 DATABASE
begin;
do $$ begin
  if not exists (select from pg_roles where rolname = 'csg_owner') then create role csg_owner nologin; end if;
  if not exists (select from pg_roles where rolname = 'csg_member') then create role csg_member nologin; end if;
  -- to make the objects the owner's; it is given back below
  if not pg_has_role(current_user, 'csg_owner', 'member') then
    execute format('grant csg_owner to %I', current_user);
  end if;
end $$;
create schema if not exists csg authorization csg_owner;
grant usage on schema csg to csg_member;
set local role csg_owner;

-- which team works on which repository (as `csg machines status` names it: host/path)
create table if not exists csg.team_repo (
  team name not null,
  repo text not null check (length(repo) between 3 and 500),
  primary key (repo, team)
);

-- what sessions say, for a few days; the key has the owner in it, or one member could take another's numbers
create table if not exists csg.claim (
  owner name not null default current_user,
  machine text not null check (length(machine) between 1 and 64),
  seq bigint not null,
  repo text not null,
  at timestamptz not null default now(),
  txid bigint not null default txid_current(),
  body text not null check (octet_length(body) <= 8192),
  primary key (owner, machine, seq)
);
create index if not exists claim_txid on csg.claim (txid);
create index if not exists claim_at on csg.claim using brin (at);

alter table csg.claim enable row level security;
grant select on csg.team_repo to csg_member;
grant select, insert (machine, seq, repo, body) on csg.claim to csg_member;
drop policy if exists sel on csg.claim;
create policy sel on csg.claim for select to csg_member using (
  repo = any (array(select t.repo from csg.team_repo t where pg_has_role(t.team, 'member'))));
drop policy if exists ins on csg.claim;
create policy ins on csg.claim for insert to csg_member with check (
  owner = current_user
  and repo = any (array(select t.repo from csg.team_repo t where pg_has_role(t.team, 'member'))));

create or replace function csg.purge(keep interval default '7 days') returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n bigint := 0;
begin
  if pg_try_advisory_xact_lock(20260101, 1) then
    delete from csg.claim where at < now() - greatest(keep, interval '1 day');
    get diagnostics n = row_count;
  end if;
  return n;
end $$;
revoke all on function csg.purge(interval) from public;
grant execute on function csg.purge(interval) to csg_member;
commit;
"""

_TEAM_SQL = """
-- the team %(team)s
begin;
do $$ begin
  if not exists (select from pg_roles where rolname = '%(team)s') then create role %(team)s nologin; end if;
end $$;
grant csg_member to %(team)s;
%(rows)scommit;
-- a person in it:  create role PERSON login; grant %(team)s to PERSON;   and in psql:  \\password PERSON
"""


def sql(team: str = "", repositories: "list[str] | tuple[str, ...]" = ()) -> str:
    """The script; with a team, also its role and the repositories (host/path) that it works on.  CsgError."""
    if not team:
        return SQL
    if not _TEAM.match(team):
        raise errors.CsgError("--team %s: small letters, digits and _ are wanted, at most 63" % ascii(team))
    for name in repositories:
        if not _REPOSITORY.match(name) or len(name) > 500:
            raise errors.CsgError("%s: host/path is wanted, as github.com/someone/shop" % ascii(name))
    rows = "".join(
        "insert into csg.team_repo values ('%s', '%s') on conflict do nothing;\n" % (team, name)
        for name in repositories
    )
    return SQL + _TEAM_SQL % {"team": team, "rows": rows}
