import type { Migration } from "./migration.ts";

export const reconciliations: Migration = {
  name: "0004-reconciliations",
  sql: `
-- Whoever holds the lease of a place of a cluster may change what is there.
create table reconciliations (
  place text primary key,
  lease_owner text,
  lease_until timestamptz,
  fence bigint not null default 0
);
`,
};
