import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  manualClock,
  runGit,
  send,
  startSlack,
  testGitHub,
  tokenFor,
  type Slack,
  type TestGitHub,
} from "@release-channels/sandbox";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { countWork, type CountedStore } from "../testing/count-work.ts";
import { moveBranch, pushFiles } from "../testing/push.ts";
import { kindOf, workedOn } from "../testing/replay.ts";
import { startServer, type StartedServer } from "../testing/start-server.ts";

const RELEASES = "acme/releases";
const SOURCE = "acme/source";
const CONFIG = `version: 1
name: app
artifact: { repository: ${SOURCE}, container: app, image: "ghcr.io/acme/app:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build] }
`;

let github: TestGitHub;
let slack: Slack;
let counted: CountedStore;
let started: StartedServer;

beforeAll(async () => {
  const clock = manualClock(new Date());
  // By the machine's time, as the server's proofs of who it is are.
  github = await testGitHub();
  slack = await startSlack({ clock });
  counted = countWork(await emptyStore());
  await github.createRepository(SOURCE, { files: { "README.md": "1\n" } });
  await github.createRepository(RELEASES, {
    files: {
      "db/db.json": `{"version":1,"releases":[]}\n`,
      "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    },
  });
  started = await startServer({ github, slack, clock, store: counted.store, releases: RELEASES });
  // Who the server itself is on GitHub, it asks once; where the ledger's branch is, its first push says.
  await after(() => pushFiles(github, { repository: RELEASES, files: { a: "1\n" } }));
  await after(() => pushFiles(github, { repository: SOURCE, files: { a: "1\n" } }));
});
afterAll(async () => {
  await started.server.stopWork();
  await started.server.app.close();
  counted.stop();
  await counted.store.close();
  await Promise.all([slack.close(), github.stop()]);
});

/** An event with how many queries it took, and what GitHub was asked for it. */
type Cost = readonly [event: string, queries: number, ...requests: string[]];

/** Several that GitHub sends at once come in any order. */
const byEvent = ([one]: Cost, [other]: Cost): number => (one < other ? -1 : 1);

/** What the events of an act have cost, by their names. */
async function after(act: () => unknown): Promise<readonly Cost[]> {
  const { db } = counted.store;
  const { id: last } = await db
    .selectFrom("inbox")
    .select(({ fn }) => fn.max("id").as("id"))
    .executeTakeFirstOrThrow();
  counted.take();
  await act();
  await github.webhooksSettled();
  await workedOn(db);
  const works = counted.take();
  const entries = await db
    .selectFrom("inbox")
    .select(["kind", "payload"])
    .where("id", ">", last ?? 0)
    .orderBy("id")
    .execute();
  expect(works).toHaveLength(entries.length);
  const costs = works.map(({ queries, requests }, index): Cost => {
    const { kind = "", payload } = entries[index] ?? {};
    return [kindOf(kind, Object(payload).body), queries, ...requests];
  });
  return costs.toSorted(byEvent);
}

let main = "";
const push =
  (branch: string, path: string, text = "1\n") =>
  async (): Promise<void> => {
    const head = await pushFiles(github, { repository: SOURCE, branch, files: { [path]: text } });
    if (branch === "main") main = head;
  };
const move = (branch: string, sha?: string) => (): Promise<void> =>
  moveBranch(github, { repository: SOURCE, branch, ...(sha !== undefined && { sha }) });
/** A commit that no branch has. @param parent what it follows */
const commitOn = async (parent: string): Promise<string> => {
  const { gitDir } = github.repository(SOURCE);
  return (await runGit(gitDir, "commit-tree", "-p", parent, "-m", "Another", `${parent}^{tree}`)).trim();
};
const check = { app: "circleci", name: "test", branch: "main" } as const;
const EVENT = { name: "push", ref: "refs/heads/main", actor: "alice", payload: {} };
let run = 0;
let suite = 0;

function newRun(): void {
  const repository = github.repository(SOURCE);
  const build = { workflowPath: ".github/workflows/build.yml", workflowName: "Build", displayTitle: "Build" };
  run = github.runs.create({ event: { ...EVENT, repository, sha: main }, ...build }).id;
}

/** A run that builds the head and ends well. */
function builtRun(): void {
  newRun();
  github.runs.update(run, { status: "completed", conclusion: "success" });
}
/** What it costs. */
const built = (...requests: readonly string[]): readonly Cost[] => [
  ["workflow_run requested", 4],
  ["workflow_run completed", 13, ...requests],
  ["check_suite completed", 1],
];

/** The folder with the lengths of its files, their texts, and the commits that changed them last. */
const CONFIGS_READ = ["POST /api/graphql", "POST /api/graphql", "POST /api/graphql"] as const;
const MANY = 20;
/** Of the same source, and of no event's concern. */
const nearConfig = (name: string): string =>
  CONFIG.replaceAll(": app", `: ${name}`).replace("track: main", "track: next");

/**
 * What happens, with what its events cost: many configs, branches, pushes and builds make none of it more. Only a config that
 * the event may deploy, or that shows branches, costs something of its own.
 */
const ACTS: readonly (readonly [act: string, () => unknown, ...Cost[]])[] = [
  ["a push", push("main", "b"), ["push", 11]],
  ["a new branch", () => move("topic", main)(), ["created push", 13]],
  ["a push to a branch", push("topic", "c"), ["push", 11]],
  [
    "a pull request that is opened",
    () => github.openPullRequest(SOURCE, { head: "topic" }),
    ["pull_request opened", 3],
  ],
  ["a push to a pull request", push("topic", "d"), ["push", 11], ["pull_request synchronize", 3]],
  ["a pull request that is closed", () => github.closePullRequest(SOURCE, 1), ["pull_request closed", 1]],
  ["a push by force", async () => move("topic", await commitOn(main))(), ["forced push", 11]],
  // The push that went on from there may be the later one.
  [
    "a branch that is put back by force",
    () => move("topic", main)(),
    ["forced push", 12, "GET /api/v3/repos/acme/source/git/ref/heads%2Ftopic"],
  ],
  ["a branch that is deleted", move("topic"), ["deleted push", 8], ["delete", 3]],
  ["a run that is asked for", newRun, ["workflow_run requested", 4]],
  [
    "a run that starts",
    () => github.runs.update(run, { status: "in_progress" }),
    ["workflow_run in_progress", 4],
  ],
  [
    "a run that ends",
    () => github.runs.update(run, { status: "completed", conclusion: "success" }),
    ["workflow_run completed", 6],
    // GitHub Actions' own, which say less than its runs.
    ["check_suite completed", 1],
  ],
  [
    "a check that starts",
    async () => {
      suite = await github.reportCheck(SOURCE, { ...check, sha: main, conclusion: null });
    },
    ["check_run created", 4],
  ],
  [
    "a check that ends",
    () => github.reportCheck(SOURCE, { ...check, suite, sha: main, conclusion: "success" }),
    ["check_run completed", 6],
    ["check_suite completed", 6],
  ],
  [
    "a status",
    () =>
      send(`${github.apiUrl}/repos/${SOURCE}/statuses/${main}`, {
        method: "POST",
        token: tokenFor(github, [SOURCE], { statuses: "write" }),
        body: { state: "success", context: "ci" },
      }),
    ["status success", 6],
  ],
  ["a config", push("main", ".deploy/app.yaml", CONFIG), ["push", 20, ...CONFIGS_READ]],
  ["a push beside a config", push("main", "e"), ["push", 15]],
  // The ledger is read again only where its branch has moved.
  ["a build beside a config", builtRun, ...built("POST /api/graphql")],
  [
    "many more configs",
    async () => {
      const names = Array.from({ length: MANY }, (_, index) => `app-${index}`);
      const files = names.map((name) => [`.deploy/${name}.yaml`, nearConfig(name)] as const);
      main = await pushFiles(github, { repository: SOURCE, files: Object.fromEntries(files) });
    },
    ["push", 40, ...CONFIGS_READ],
  ],
  ["a push beside many configs", push("main", "f"), ["push", 15]],
  ["a build beside many configs", builtRun, ...built()],
  [
    "a new name",
    () => github.renameRepository(SOURCE, "called"),
    [
      "repository renamed",
      5,
      "GET /api/v3/repos/acme/called/installation",
      "POST /api/v3/app/installations/52000001/access_tokens",
      "GET /api/v3/repos/acme/called",
    ],
  ],
];

test.each(ACTS)("%s", async (_, act, ...costs) => {
  expect(await after(act)).toEqual(costs.toSorted(byEvent));
});
