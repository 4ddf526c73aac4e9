import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import type { RollbackTarget } from "../../../lib/releases/history/rollback.ts";
import { findTargets } from "./targets.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const DIGEST = `sha256:${"d".repeat(64)}`;
const record = (container: string, tag: string, more: object = {}) => ({
  container,
  channel: "prod",
  image: `${container}:${tag}`,
  released_at: "2026-11-30T10:00:00Z",
  released_by: "bob",
  dispatch_id: ID,
  ...more,
});
const text = (...releases: readonly object[]) => JSON.stringify({ version: 1, releases });
const blob = (content: string | null) =>
  content === null
    ? null
    : { object: { oid: `blob of ${content.length}`, text: content, isTruncated: false, isBinary: false } };
const commit = (oid: string, more: object = {}) => ({
  oid,
  url: `u${oid}`,
  committedDate: "2026-11-29T10:00:00Z",
  message: `release\n\napi prod: a → b\nweb prod: a → b\n\nDispatch-Id: ${oid}`,
  ...more,
});
const history = (...oids: readonly string[]): Answer => ({
  json: {
    data: {
      repository: {
        object: {
          history: {
            nodes: oids.map((oid) => commit(oid)),
            pageInfo: { hasNextPage: false, endCursor: null },
          },
        },
      },
    },
  },
});
const files = (...texts: readonly (string | null | undefined)[]): Answer => ({
  json: {
    data: {
      repository: Object.fromEntries(
        texts.map((one, index) => [
          `c${index}`,
          one === undefined ? null : commit(`at${index}`, { file: blob(one) }),
        ]),
      ),
    },
  },
});
const STANDING = [record("api", "v3"), record("web", "w2")];

async function find(
  target: RollbackTarget,
  answers: readonly Answer[],
  leaveNew = false,
  standing = STANDING,
) {
  const { repository, asked } = answering(answers);
  const current = text(...standing);
  const file = { repository, path: "db/db.json", head: "head", text: current, database: JSON.parse(current) };
  const { records, history } = await findTargets(file, standing, { target, leaveNew });
  return {
    found: [...records.values()].map(({ image, digest }) =>
      digest === undefined ? image : `${image}@${digest}`,
    ),
    seen: [...history].map(([key, releases]) => [key, releases.map(({ record }) => record.image)]),
    asked,
  };
}

describe("what ran before", () => {
  test("is found for each record, with what was read", async () => {
    const { found, seen } = await find({ kind: "previous" }, [
      history("3", "2", "1"),
      files(text(record("api", "v3"), record("web", "w1")), text(record("api", "v1"), record("web", "w1"))),
    ]);
    expect(found).toEqual(["api:v1", "web:w1"]);
    expect(seen).toEqual([
      ["api prod", ["api:v3", "api:v1"]],
      ["web prod", ["web:w2", "web:w1"]],
    ]);
  });

  test("is named where there is none, of each record", async () => {
    const failing = find({ kind: "previous" }, [history("3", "2"), files(text(record("api", "v1")))]);
    await expect(failing).rejects.toThrow(
      "web has no earlier release in prod, as far as db/db.json shows in its 2 commits: it ran web:w2 (2026-11-30T10:00:00Z by bob)",
    );
    await expect(failing).rejects.not.toThrow("api has no");
  });
});

describe("an image", () => {
  const image = { kind: "image", image: "api:v1" } as const;
  const standing = STANDING.slice(0, 1);
  const past = [
    history("3", "2", "1"),
    files(text(record("api", "v1", { digest: DIGEST })), text(record("api", "v1"))),
  ];

  test("is the newest release of it, with its digest where that was named", async () => {
    expect((await find(image, past, false, standing)).found).toEqual([`api:v1@${DIGEST}`]);
    expect((await find({ ...image, digest: DIGEST }, past, false, standing)).found).toEqual([
      `api:v1@${DIGEST}`,
    ]);
    const other = find({ ...image, digest: DIGEST.replaceAll("d", "e") }, past, false, standing);
    await expect(other).rejects.toThrow(`api has not run api:v1@${DIGEST.replaceAll("d", "e")} in prod`);
  });

  test("that runs is found without a look", async () => {
    const { found, asked } = await find({ kind: "image", image: "api:v3" }, [], false, standing);
    expect([found, asked]).toEqual([["api:v3"], []]);
  });

  test("of nearly that name is another", async () => {
    await expect(find({ kind: "image", image: "api:v" }, past, false, standing)).rejects.toThrow(
      "has not run api:v in prod",
    );
  });
});

describe("a commit", () => {
  const target = { kind: "commit", revision: "abc1234" } as const;
  const both = text(record("api", "v1"), record("web", "w1"));
  const one = text(record("api", "v1"));

  test("has what ran then, of each record", async () => {
    const { found, asked } = await find(target, [files(both), history("at9", "at0")]);
    expect(found).toEqual(["api:v1", "web:w1"]);
    expect(asked).toHaveLength(2);
  });

  test("that has the file of one on the branch is as good", async () => {
    const { found } = await find(target, [files(both), history("9", "8"), files("no", both)]);
    expect(found).toEqual(["api:v1", "web:w1"]);
  });

  test("leaves out what did not exist then, or refuses it by name", async () => {
    expect((await find(target, [files(one), history("at0")], true)).found).toEqual(["api:v1"]);
    await expect(find(target, [files(one), history("at0")])).rejects.toThrow(
      "there was no web in prod at commit abc1234",
    );
  });

  test.each<[string, readonly Answer[], string]>([
    ["is none", [files(undefined)], "there is no commit abc1234 in acme/my-app"],
    ["has no database", [files(null)], "there was no db/db.json in commit abc1234"],
    [
      "was never on the branch",
      [files(both), history("9"), files("other")],
      "was never on the branch that holds db/db.json",
    ],
    ["is older than the branch", [files(both), history()], "was never on the branch that holds db/db.json"],
  ])("that %s is refused", async (_what, answers, message) => {
    await expect(find(target, answers)).rejects.toThrow(message);
  });
});
