import type { Migration } from "./migration.ts";

export const chores: Migration = {
  name: "0002-chores",
  sql: `
-- What one replica does for all from time to time.
create table chores (
  name text primary key,
  due_at timestamptz not null
);
`,
};
