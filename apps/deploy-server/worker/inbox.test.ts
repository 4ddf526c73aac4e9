import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { manualClock, startSlack, testGitHub, type Slack, type TestGitHub } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { findHead } from "../../../lib/store/branches.ts";
import type { Store } from "../../../lib/store/store.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { pushFiles } from "../testing/push.ts";
import { workedOn } from "../testing/replay.ts";
import { startServer, type StartedServer } from "../testing/start-server.ts";

const RELEASES = "acme/releases";
const [SLOW, QUICK] = ["acme/slow", "acme/quick"] as const;

let github: TestGitHub;
let slack: Slack;
let store: Store;
let started: StartedServer;
beforeAll(async () => {
  const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
  github = await testGitHub();
  slack = await startSlack({ clock });
  store = await emptyStore();
  for (const name of [SLOW, QUICK]) await github.createRepository(name, { files: { "README.md": "1\n" } });
  await github.createRepository(RELEASES, {
    files: {
      "db/db.json": `{"version":1,"releases":[]}\n`,
      "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    },
  });
  started = await startServer({ github, slack, clock, store, releases: RELEASES });
});
afterAll(async () => {
  await started.server.stopWork();
  await started.server.app.close();
  await store.close();
  await Promise.all([slack.close(), github.stop()]);
});

const headOf = (repository: string) =>
  findHead(store.db, { repositoryId: github.repository(repository).id, branch: "main" });

test("a repository for which GitHub does not answer holds up its own events, in their order, and no others", async () => {
  for (const name of [SLOW, QUICK]) await pushFiles(github, { repository: name, files: { a: "1\n" } });
  await github.webhooksSettled();
  await workedOn(store.db);
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const before = await headOf(SLOW);
  github.inject({ operation: "graphql:Folder", fault: { kind: "delay", ms: 0, gate: () => gate }, times: 1 });
  await pushFiles(github, {
    repository: SLOW,
    files: { ".deploy/app.yaml": "version: 1\nname: app\nchannels: {}\n" },
  });
  const held = (await github.tip(SLOW)) ?? "";
  await eventually(
    async () => ((await headOf(SLOW)) === held ? true : undefined),
    () => "the first push is not known",
  );
  const later = await pushFiles(github, { repository: SLOW, files: { b: "2\n" } });
  const other = await pushFiles(github, { repository: QUICK, files: { b: "2\n" } });
  await eventually(
    async () => ((await headOf(QUICK)) === other ? true : undefined),
    () => "the other repository's push is not known",
  );
  expect(await headOf(SLOW)).toBe(held);
  expect(held).not.toBe(before);
  open();
  await workedOn(store.db);
  expect(await headOf(SLOW)).toBe(later);
});
