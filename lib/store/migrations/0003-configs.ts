import type { Migration } from "./migration.ts";

export const configs: Migration = {
  name: "0003-configs",
  sql: `
create table repositories (
  -- GitHub's number, which stays when the name changes.
  id bigint primary key,
  name text not null,
  default_branch text not null,
  is_archived boolean not null default false,
  -- False while the App may not look: what it then does not see is unknown, and not gone.
  is_reachable boolean not null default true,
  seen_at timestamptz not null default now()
);
create index repositories_name on repositories (lower(name));

create table branches (
  repository_id bigint not null references repositories (id) on delete cascade,
  name text not null,
  -- Null once it is deleted, so that a late push does not bring it back unseen.
  head text check (head ~ '^[0-9a-f]{40}$'),
  primary key (repository_id, name)
);

create table pushes (
  repository_id bigint not null references repositories (id) on delete cascade,
  branch text not null,
  before text not null check (before ~ '^[0-9a-f]{40}$'),
  after text not null check (after ~ '^[0-9a-f]{40}$'),
  forced boolean not null,
  primary key (repository_id, branch, before, after)
);
create index pushes_before on pushes (repository_id, before);

create table commits (
  repository_id bigint not null references repositories (id) on delete cascade,
  sha text not null check (sha ~ '^[0-9a-f]{40}$'),
  -- Null of a stub: a build of it came before its push.
  subject text,
  author text,
  committed_at timestamptz,
  primary key (repository_id, sha)
);

create table builds (
  repository_id bigint not null references repositories (id) on delete cascade,
  source text not null check (source in ('run', 'suite', 'check', 'status')),
  -- GitHub's, which grows.
  number bigint not null,
  -- Of a run that was run again; of a suite, when it ended.
  attempt bigint not null,
  sha text not null check (sha ~ '^[0-9a-f]{40}$'),
  branch text,
  -- The workflow's file, the check's or the app's name, or the status's context.
  name text not null,
  event text not null,
  state text not null check (state in ('queued', 'running', 'completed')),
  conclusion text,
  primary key (repository_id, source, number, attempt)
);
create index builds_sha on builds (repository_id, sha);

create table deploy_configs (
  repository_id bigint not null references repositories (id) on delete cascade,
  name text not null,
  path text not null,
  -- Deleted: it is gone from the branch, and nobody has asked yet to undeploy it.
  state text not null check (state in ('present', 'broken', 'deleted')),
  -- The commit that last changed the file, and the file's own id.
  config_sha text not null check (config_sha ~ '^[0-9a-f]{40}$'),
  blob text not null check (blob ~ '^[0-9a-f]{40}$'),
  team text,
  -- Where what it deploys is built: owner/name in lower case; null of an artifactless one.
  artifact_repository text,
  -- Null where the file cannot be read, and problems says why.
  document json,
  problems text,
  primary key (repository_id, name)
);
create index deploy_configs_name on deploy_configs (name);
create index deploy_configs_artifact on deploy_configs (artifact_repository);

create table previews (
  repository_id bigint not null references repositories (id) on delete cascade,
  config text not null,
  channel text not null,
  branch text not null,
  sha text not null check (sha ~ '^[0-9a-f]{40}$'),
  primary key (repository_id, config, channel, branch)
);
`,
};
