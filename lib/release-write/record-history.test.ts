import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../github/testing/answering.ts";
import type { ReleaseRecord } from "../releases/generated/schema.generated.ts";
import { RecordHistory } from "./record-history.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const record = (tag: string, container = "api"): ReleaseRecord => ({
  container,
  channel: "prod",
  image: `${container}:${tag}`,
  released_at: "2026-11-30T10:00:00Z",
  released_by: "bob",
  dispatch_id: `${tag}-${container}`,
});
const text = (...releases: readonly ReleaseRecord[]) =>
  JSON.stringify({ version: 1, releases: releases.map((one) => ({ ...one, dispatch_id: ID })) });
const commit = (oid: string, container: string, day: number) => ({
  oid,
  url: "u",
  committedDate: `2026-11-${day}T10:00:00Z`,
  message: `release(${container}): prod → x\n\n${container} prod: a → b\n\nDispatch-Id: ${oid}`,
});
const page = (commits: readonly object[], next: string | null = null): Answer => {
  const pageInfo = { hasNextPage: next !== null, endCursor: next };
  return { json: { data: { repository: { object: { history: { nodes: commits, pageInfo } } } } } };
};
const files = (...texts: readonly (string | null)[]): Answer => {
  const at = texts.map((one, index) => {
    const object = one === null ? null : { oid: "b", text: one, isTruncated: false, isBinary: false };
    return [
      `c${index}`,
      { oid: String(index), url: "u", committedDate: "d", message: "m", file: object && { object } },
    ];
  });
  return { json: { data: { repository: Object.fromEntries(at) } } };
};

function history(answers: readonly Answer[], current = text(record("v3"), record("w1", "web"))) {
  const { repository, asked } = answering(answers);
  const database = JSON.parse(current);
  const read = new RecordHistory({ repository, path: "db/db.json", head: "h", text: current, database }, [
    record("v3"),
  ]);
  const images = () => read.statesOf(record("v3")).map(({ commit: { oid }, record }) => [oid, record?.image]);
  return { read, images, asked };
}

describe("a record's history", () => {
  test("has the head's state from the newest commit that may have written it, and reads only such commits", async () => {
    const commits = [
      commit("5", "web", 29),
      commit("4", "api", 28),
      commit("3", "web", 27),
      commit("2", "api", 26),
      commit("1", "api", 25),
    ];
    const { read, images, asked } = history([page(commits), files(text(record("v2")), text())]);
    expect(read.isComplete).toBe(false);
    expect(await read.readMore()).toBe(true);
    expect(images()).toEqual([["4", "api:v3"]]);
    expect([
      read.isOlder({ ...record("x"), dispatch_id: "2" }),
      read.isOlder({ ...record("x"), dispatch_id: "4" }),
    ]).toEqual([true, false]);
    expect(await read.readMore()).toBe(true);
    expect(images()).toEqual([
      ["4", "api:v3"],
      ["2", "api:v2"],
      ["1", undefined],
    ]);
    expect(asked[1]?.body).toMatchObject({
      variables: { path: "db/db.json", revision0: "2", revision1: "1" },
    });
    expect([await read.readMore(), read.isComplete, read.reach]).toEqual([false, true, "its 5 commits"]);
    expect(asked).toHaveLength(2);
  });

  test("goes on over pages, and says how far it got", async () => {
    const { read, images } = history([
      page([commit("4", "api", 28)], "c1"),
      page([commit("3", "web", 27)], "c2"),
      page([commit("2", "api", 26), commit("1", "api", 25)]),
      files("no JSON", text(record("v1"))),
    ]);
    await read.readMore();
    expect([read.isComplete, read.reach]).toEqual([false, "its last 1 commit, back to 2026-11-28"]);
    await read.readMore();
    await read.readMore();
    expect(read.reach).toBe("its last 2 commits, back to 2026-11-27");
    await read.readMore();
    expect(read.reach).toBe("its 4 commits, 1 of which contain no valid database");
    expect(images()).toEqual([
      ["4", "api:v3"],
      ["1", "api:v1"],
    ]);
  });

  test("of a database too long to be read at once is read one commit at a time", async () => {
    const commits = ["4", "3", "2"].map((oid, index) => commit(oid, "api", 28 - index));
    const long = `${text(record("v3"))}${" ".repeat(512_001)}`;
    const { read, asked } = history(
      [page(commits), files(text(record("v2"))), files(text(record("v1")))],
      long,
    );
    while (await read.readMore());
    expect(asked.slice(1).map(({ body }) => body)).toMatchObject([
      { variables: { revision0: "3" } },
      { variables: { revision0: "2" } },
    ]);
  });

  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => commit(`o${from + index}`, "api", 28));
  const texts = (count: number) => files(...Array.from({ length: count }, () => text(record("v1"))));
  /** How many texts each request after the first asks for. */
  const counts = (asked: readonly { readonly body: unknown }[]) =>
    asked.map(({ body }) => {
      const { variables } = body as { readonly variables: object };
      return Object.keys(variables).filter((name) => name.startsWith("revision")).length;
    });

  test.each([
    ["twenty at once", text(record("v3")), [0, 20, 20, 4]],
    [
      "as many at once as come in time",
      `${text(record("v3"))}${" ".repeat(300_000)}`,
      [0, 6, 6, 6, 6, 6, 6, 6, 2],
    ],
  ])("is read %s", async (_what, current, expected) => {
    const { read, asked } = history([page(many(45)), ...expected.slice(1).map(texts)], current);
    while (await read.readMore());
    expect(counts(asked)).toEqual(expected);
  });

  test("ends after two hundred texts, though more commits may have written it", async () => {
    const pages = [0, 100, 200].map((from) => page(many(100, from), `c${from}`));
    const reads = [20, 20, 20, 20, 19, 20, 20, 20, 20, 20, 20];
    const answers = [pages[0]!, ...reads.slice(0, 5).map(texts), pages[1]!, ...reads.slice(5, 10).map(texts)];
    const { read, asked } = history([...answers, pages[2]!, texts(20)]);
    while (await read.readMore());
    expect(counts(asked)).toEqual([0, 20, 20, 20, 20, 19, 0, 20, 20, 20, 20, 20, 0, 20]);
    expect([read.isComplete, read.reach]).toEqual([false, "its last 220 commits, back to 2026-11-28"]);
  });

  test("ends after ten pages", async () => {
    const pages = Array.from({ length: 11 }, (_, index) =>
      page([commit(String(index), "web", 28)], `c${index}`),
    );
    const { read, asked } = history(pages);
    let count = 0;
    while (await read.readMore()) count += 1;
    expect([count, asked.length, read.isComplete]).toEqual([10, 10, false]);
  });
});
