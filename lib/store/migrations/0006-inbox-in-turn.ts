import type { Migration } from "./migration.ts";

export const inboxInTurn: Migration = {
  name: "0006-inbox-in-turn",
  sql: `
-- What waits is claimed by its number; without this, all that was dealt with in a week is walked through each time.
create index inbox_in_turn on inbox (id) where state = 'waiting';
drop index inbox_waiting;
-- Counted by each readiness probe.
create index inbox_failed on inbox (id) where state = 'failed';
`,
};
