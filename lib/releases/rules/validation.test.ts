import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { serializeDatabase } from "../documents/database.ts";
import type { Policy, ReleaseRecord } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { freezesToCome, validateFiles } from "./validation.ts";

const RECORD: ReleaseRecord = {
  container: "my-app",
  channel: "dev",
  image: "ghcr.io/acme/my-app:v1",
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
};
const text = (...releases: ReleaseRecord[]): string => serializeDatabase({ version: 1, releases });
const policy = (fields: Partial<Policy>): string => JSON.stringify({ version: 1, ...fields });
const locked = (...locks: readonly object[]): string =>
  JSON.stringify({
    version: 1,
    locks: locks.map((lock) => ({ reason: "x", owner: "alice", at: "2026-11-20T00:00:00Z", ...lock })),
  });
const validate = (database: string | undefined, policyText?: string, locksText?: string) =>
  validateFiles(
    {
      database: { path: "db/db.json", text: database },
      policy: { path: "db/policy.json", text: policyText },
      locks: { path: "db/locks.json", text: locksText },
    },
    "2026-11-21T00:00:00Z",
  ).map(
    ({ level, document, position, message }) =>
      `${level} ${document}:${position?.line ?? "-"}:${position?.column ?? "-"} ${message}`,
  );

test("what releases write is valid", () => {
  fc.assert(
    fc.property(arbitrary.database, (database) => {
      const findings = validate(serializeDatabase(database));
      // A later version may have written more.
      expect(findings.filter((line) => !line.includes("is unknown, so it is kept"))).toEqual([]);
    }),
  );
});

describe("an error is", () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    ["a database that is not there", undefined, undefined, "error db/db.json:-:- it does not exist"],
    ["a broken database", '{\n  "version": 1 ]', undefined, "error db/db.json:2:16 not JSON: "],
    ["a broken policy", text(), '{\n  "version": 1,\n  "x": 1\n}', "error db/policy.json:3:8 x is unknown"],
    [
      "a channel that the policy does not have",
      text(RECORD),
      policy({ channels: ["stage", "prod"] }),
      "error db/db.json:6:18 my-app: there is no channel dev, only stage, prod: use one of them, or add it to channels in db/policy.json",
    ],
    [
      "a container that the policy does not list",
      text(RECORD),
      policy({ allow_unlisted: false }),
      "error db/db.json:5:20 my-app is not listed, and only listed containers are allowed: add it to containers in db/policy.json",
    ],
    [
      "an image of another name",
      text(RECORD),
      policy({ containers: { "my-app": { image: "my-app" } } }),
      "error db/db.json:7:16 my-app in dev: its image is ghcr.io/acme/my-app, but must be my-app: use that one, or change containers.my-app.image in db/policy.json",
    ],
  ])("%s", (_name, database, policyText, message) => {
    expect(validate(database, policyText)).toEqual([expect.stringContaining(message)]);
  });

  test("each of both files'", () => {
    expect(validate("", "{}")).toEqual([
      "error db/db.json:1:1 not JSON: the file is empty",
      "error db/policy.json:1:1 it lacks version",
    ]);
  });

  test("not a record that policy would not let in from elsewhere now", () => {
    const rules = { repository: { name: "acme/other" }, refs: { dev: [] } };
    expect(validate(text(RECORD), policy({ containers: { "my-app": rules } }))).toEqual([]);
  });
});

describe("a pin whose end no calendar has is an error, and none is guessed", () => {
  const pinned = (until: string) => ({ by: "alice", at: "2026-11-21T00:00:00Z", reason: "r", until });
  const other = { ...RECORD, channel: "prod", pinned: pinned("2028-02-29T00:00:00Z") };

  test.each(["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T24:30:00Z"])("%s", (until) => {
    expect(validate(text({ ...RECORD, pinned: pinned(until) }, other))).toEqual([
      `error db/db.json:15:18 releases[0].pinned.until is ${until}, a date that does not exist: correct it, or remove until`,
    ]);
    expect(validate(text(RECORD, other))).toEqual([]);
  });
});

test("a lock that holds nothing is a warning, and one beside it is none; a broken one is an error", () => {
  const rules = policy({ channels: ["dev", "prod"], containers: { web: {} } });
  const locks = locked(
    { config: "my-app", channel: "prod" },
    { config: "my-ap", channel: "prd" },
    { config: "web", until: "2026-11-22T00:00:00Z" },
    { until: "2026-11-21T00:00:00Z" },
  );
  const STRAY =
    "which is neither in the policy nor in the database: the lock holds nothing that is released. Correct the name, or remove the lock";
  const found = (policyText?: string) =>
    validate(text(RECORD), policyText, locks).filter((line) => line.includes("db/locks.json"));
  expect(found(rules).map((line) => line.replace(/:\d+:\d+/, ""))).toEqual([
    `warning db/locks.json locks[1].config is my-ap, ${STRAY}`,
    `warning db/locks.json locks[1].channel is prd, ${STRAY}`,
    "warning db/locks.json locks[3].until is 2026-11-21T00:00:00Z, which is over: the lock holds nothing. Correct the time, or remove the lock",
  ]);
  expect(found().map((line) => /locks\[\d\]\.\w+/.exec(line)?.[0])).toEqual([
    "locks[0].channel",
    "locks[1].config",
    "locks[1].channel",
    "locks[2].config",
    "locks[3].until",
  ]);
  expect(validate(text(RECORD), undefined, locked({ chanel: "dev" }))).toEqual([
    expect.stringMatching(/^error db\/locks\.json:1:\d+ locks\[0\]\.chanel is unknown/),
  ]);
});

test("freezes are told before they begin, of channels without releases too", () => {
  const freeze = { channel: "prod", by: "alice", reason: "sale" };
  const freezes = [
    { ...freeze, from: "2026-11-25T00:00:00Z", until: "2026-11-30T00:00:00Z" },
    { ...freeze, from: "2026-12-25T00:00:00Z" },
    { ...freeze, container: "my-app", from: "2026-11-22T00:00:00Z" },
    freeze,
  ];
  const coming = (text: string | undefined) =>
    freezesToCome({ path: "db/policy.json", text }, "2026-11-21T00:00:00Z");
  expect(coming(policy({ freezes }))).toEqual([
    "my-app in prod will be frozen by alice from 2026-11-22T00:00:00Z: sale",
    "prod will be frozen by alice from 2026-11-25T00:00:00Z until 2026-11-30T00:00:00Z: sale",
  ]);
  expect([coming("{}"), coming(undefined)]).toEqual([[], []]);
});

describe("a warning is", () => {
  const FORM =
    "not in the order and format that releases write, so the next release would change more than its own record: ";
  const lines = text(RECORD).split("\n");
  test.each([
    [
      "another order of records",
      text(RECORD, { ...RECORD, channel: "prod" }).replace('"dev"', '"zzz"'),
      `warning db/db.json:6:1 ${FORM}"      \\"channel\\": \\"zzz\\"," should be "      \\"channel\\": \\"prod\\","`,
    ],
    [
      "another order of fields",
      [...lines.slice(0, 4), lines[5], lines[4], ...lines.slice(6)].join("\n"),
      `warning db/db.json:5:1 ${FORM}"      \\"channel\\": \\"dev\\"," should be "      \\"container\\": \\"my-app\\","`,
    ],
    [
      "no final line break",
      text(RECORD).trimEnd(),
      `warning db/db.json:13:1 ${FORM}the end of the file should be a line break`,
    ],
    [
      "one too many",
      `${text(RECORD)}\n`,
      `warning db/db.json:15:1 ${FORM}a line break should be the end of the file`,
    ],
    [
      "a field of a record that is not known, and is kept",
      text(RECORD, Object.assign({ pined: true }, { ...RECORD, channel: "prod" })),
      "warning db/db.json:19:16 releases[1].pined is unknown (did you mean pinned?), so it is kept and has no effect; known fields are container, channel, ",
    ],
    ["line ends of another system", text().replaceAll("\n", "\r\n"), `warning db/db.json:1:1 ${FORM}"{\\r"`],
  ])("%s", (_name, database, message) => {
    expect(validate(database)).toEqual([expect.stringContaining(message)]);
  });

  test("short, even where all is one line", () => {
    const [message = ""] = validate(JSON.stringify(JSON.parse(text(RECORD))));
    expect(message.length).toBeLessThan(350);
  });
});

test("many problems in a large database are found in reasonable time", () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({ ...RECORD, container: `app-${i + 100_000}` }));
  const findings = validate(text(...many), policy({ channels: ["prod"] }));
  expect(findings).toHaveLength(20_000);
  // Eight lines each, after four.
  expect(findings.at(-1)).toContain(`error db/db.json:${4 + 8 * 19_999 + 2}:18 app-119999: `);
});
