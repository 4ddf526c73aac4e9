import type { Migration } from "./migration.ts";

export const waitingDispatches: Migration = {
  name: "0012-waiting-dispatches",
  sql: `
-- How many a repository has waiting is counted before one more is taken.
create index dispatches_waiting_of on dispatches ((document -> 'proof' ->> 'repositoryId')) where state = 'waiting';
`,
};
