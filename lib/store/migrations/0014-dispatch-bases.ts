import type { Migration } from "./migration.ts";

export const dispatchBases: Migration = {
  name: "0014-dispatch-bases",
  sql: `
-- The commit that the last attempt has written on: who asks whether it landed looks at no older one.
alter table dispatches add column base text;
`,
};
