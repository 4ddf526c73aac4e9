import type { Migration } from "./migration.ts";

export const countedMessages: Migration = {
  name: "0013-counted-messages",
  sql: `
-- Whether changing the message takes one of the chat's allowance.
alter table messages add column is_counted boolean not null default false;
update messages set is_counted = true where body->>'to' = 'channel';
`,
};
