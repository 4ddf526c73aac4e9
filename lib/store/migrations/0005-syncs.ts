import type { Migration } from "./migration.ts";

export const syncs: Migration = {
  name: "0005-syncs",
  sql: `
create table syncs (
  id text primary key,
  -- Who has asked for it: a login, or nightly.
  asked_by text not null,
  is_dry_run boolean not null,
  -- The names of configs that somebody has said may go.
  confirmed json not null,
  state text not null check (state in ('scanning', 'completing', 'applying', 'done', 'incomplete')),
  asked_at timestamptz not null,
  -- By the database's clock, as the inbox's times are.
  begun_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome json,
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);
-- One at a time.
create unique index syncs_open on syncs ((true)) where ended_at is null;

create table sync_pages (
  sync_id text not null references syncs (id) on delete cascade,
  number bigint not null,
  kind text not null,
  place json not null,
  state text not null check (state in ('waiting', 'read', 'failed')),
  attempts bigint not null default 0,
  due_at timestamptz not null,
  found json,
  error text,
  primary key (sync_id, number)
);

-- The sync that has missed the config first; null while the default branch has it.
alter table deploy_configs add column missed_in text;

-- When it was heard of: what no decision needs any more is removed some time later.
alter table pushes add column told_at timestamptz not null default now();
alter table commits add column told_at timestamptz not null default now();
alter table builds add column told_at timestamptz not null default now();
alter table branches add column told_at timestamptz not null default now();
create index pushes_told on pushes (told_at);
create index commits_told on commits (told_at);
create index builds_told on builds (told_at);
`,
};
