import { expect, test } from "@jest/globals";
import type { Database } from "../generated/schema.generated.ts";
import { resume } from "./resume.ts";

const AT = "2026-11-30T10:00:00Z";
const BOB = { by: "bob", at: AT };
const BY_CAROL = { by: "carol", at: AT, reason: "no longer needed" };
const UNTIL_RESUME = { by: "alice", at: AT, reason: "rolled back, until /deploy resume" };
const OWN_REASON = { by: "alice", at: AT, reason: "incident 42" };
const release = (channel: string, more: object = {}) => ({
  container: "api",
  channel,
  image: `api:${channel}`,
  released_at: AT,
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  ...more,
});
/** In each channel another thing holds what runs there, or nothing does. */
const DATABASE: Database = {
  version: 1,
  releases: [
    release("free"),
    release("pinned", { pinned: OWN_REASON }),
    release("rolled-back", { pinned: UNTIL_RESUME }),
  ],
  retired: [{ container: "api", channel: "retired", ...BY_CAROL }],
  undeployed: [
    { config: "api", channel: "undeployed", ...BY_CAROL },
    { config: "api", channel: "resumed", ...BY_CAROL, resumed: BOB },
  ],
};

test.each<[string, boolean, string, readonly string[]]>([
  ["free", false, "api:free", []],
  ["pinned", false, "api:pinned", []],
  [
    "rolled-back",
    true,
    "api:rolled-back",
    [`the record was pinned by alice on ${AT}: rolled back, until /deploy resume`],
  ],
  ["retired", true, "undeployed", [`api in retired was retired by carol on ${AT}: no longer needed`]],
  [
    "undeployed",
    true,
    "undeployed",
    [`api in undeployed was undeployed by carol on ${AT}: no longer needed`],
  ],
  ["resumed", false, "undeployed", []],
  ["unknown", false, "undeployed", []],
])("what is %s: changed is %s, and what was lifted is said", (channel, changed, text, lifted) => {
  const result = resume(DATABASE, { config: "api", channel }, BOB);
  expect(result).toMatchObject({ changed, lifted });
  expect(result.lifted).toEqual(lifted);
  expect(result.results).toEqual([
    {
      container: "api",
      channel,
      outcome: changed ? "applied" : "unchanged",
      reason: changed ? "resumed" : "nothing held it",
      before: text,
      after: text,
    },
  ]);
  // It lets deploys through; what runs stays, and so does all that holds another place.
  expect(result.database.releases.map(({ image }) => image)).toEqual(
    DATABASE.releases.map(({ image }) => image),
  );
  expect(result.database.releases.filter(({ pinned }) => pinned !== undefined)).toHaveLength(
    channel === "rolled-back" ? 1 : 2,
  );
  if (!changed) expect(result.database).toEqual(DATABASE);
});
