import type { Migration } from "./migration.ts";

export const allowances: Migration = {
  name: "0008-allowances",
  sql: `
create table allowances (
  name text primary key,
  remaining double precision not null,
  counted_at timestamptz not null default now()
);
-- Whether a message's newest state can wait until the chat's allowance lets it be sent.
alter table messages add column can_wait boolean not null default false;
`,
};
