import { expect, test } from "@jest/globals";
import { load } from "../database/load.ts";
import { Store } from "../database/store.ts";
import { databaseText, file, record } from "../testing/files.ts";
import { describeHealth } from "./health.ts";

const good = databaseText([record("app", "dev"), record("web", "dev")]);

test("when the files were read and when what is served was loaded are two moments", async () => {
  let text = good;
  const store = new Store((known) =>
    Promise.resolve(
      load({ database: file("db.json", text), policy: file("policy.json") }, known, Date.now()),
    ),
  );
  const readiness = { stopping: false };
  const health = () => describeHealth({ store }, readiness);
  expect(health()).toEqual({
    status: "unavailable",
    version: null,
    releases: 0,
    loaded_at: null,
    checked_at: null,
    problems: [],
    followed: null,
  });
  await store.reload();
  const first = health();
  expect(first).toMatchObject({ status: "ok", releases: 2, problems: [] });
  for (const [next, status] of [
    [good, "ok"],
    ["{", "degraded"],
  ] as const) {
    text = next;
    const before = Date.now();
    // Two reads within one millisecond have the same time.
    while (Date.now() === before) await new Promise(setImmediate);
    await store.reload();
    const later = health();
    expect(later).toMatchObject({ status, version: first.version, releases: 2, loaded_at: first.loaded_at });
    expect(Date.parse(later.checked_at ?? "")).toBeGreaterThan(Date.parse(first.checked_at ?? ""));
  }
  readiness.stopping = true;
  expect(health().status).toBe("stopping");
});
