import type { Migration } from "./migration.ts";

export const start: Migration = {
  name: "0001-start",
  sql: `
create table inbox (
  id bigint generated always as identity primary key,
  source text not null,
  key text not null,
  meaning text,
  kind text not null,
  payload json not null,
  received_at timestamptz not null default now(),
  not_before timestamptz not null default now(),
  attempts bigint not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  error text,
  finished_at timestamptz,
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);
create unique index inbox_key on inbox (source, key);
create unique index inbox_meaning on inbox (source, meaning) where meaning is not null;
create index inbox_waiting on inbox (not_before, id) where state = 'waiting';
create index inbox_finished on inbox (finished_at) where state <> 'waiting';

create table requests (
  id uuid primary key,
  sequence bigint generated always as identity unique,
  config text not null,
  channel text not null,
  kind text not null,
  state text not null,
  version bigint not null,
  correlation text not null,
  wish_key text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  document json not null,
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);
-- One at a time per target, whatever the replicas believe.
create unique index requests_active on requests (config, channel) where state in
  ('writing', 'committed', 'awaiting sync confirmation', 'requesting', 'progressing', 'verifying');
-- The same wish while it is open is the same request.
create unique index requests_wish on requests (wish_key) where state in
  ('received', 'resolving', 'previewing', 'awaiting confirmation', 'awaiting approval', 'queued',
   'writing', 'committed', 'awaiting sync confirmation', 'requesting', 'progressing', 'verifying');
create index requests_due on requests (due_at, sequence) where state in
  ('received', 'resolving', 'previewing', 'awaiting confirmation', 'awaiting approval', 'queued',
   'writing', 'committed', 'awaiting sync confirmation', 'requesting', 'progressing', 'verifying',
   'timed out', 'ledger ahead');
create index requests_target on requests (config, channel, sequence);
create index requests_correlation on requests (correlation);

create table messages (
  thread text primary key,
  request_id uuid references requests (id) on delete cascade,
  revision bigint not null,
  sent_revision bigint not null default 0,
  is_final boolean not null default false,
  body json not null,
  address json,
  attempts bigint not null default 0,
  retry_at timestamptz not null default now(),
  error text,
  created_at timestamptz not null default now(),
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);
create index messages_unsent on messages (is_final desc, retry_at) where revision > sent_revision;
create index messages_request on messages (request_id);

create table accounts (
  slack_enterprise text not null default '',
  slack_team text not null,
  slack_user text not null,
  github_id bigint not null,
  github_login text not null,
  linked_at timestamptz not null default now(),
  primary key (slack_enterprise, slack_team, slack_user)
);
create index accounts_github on accounts (github_id);

create table own_commits (
  repository text not null,
  sha text not null check (sha ~ '^[0-9a-f]{40}$'),
  request_id uuid,
  role text not null check (role in ('ledger', 'target')),
  recorded_at timestamptz not null default now(),
  primary key (repository, sha)
);
create index own_commits_request on own_commits (request_id);
`,
};
