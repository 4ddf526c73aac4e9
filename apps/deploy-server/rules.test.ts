import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send } from "@release-channels/sandbox";
import { linkAccount } from "../../lib/store/accounts.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
let built: Awaited<ReturnType<TestWorld["build"]>>;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  const { github, store, slack, alice } = world;
  const token = github.createToken({ actor: "alice", kind: "pat", repositories: [], permissions: {} });
  const { json } = await send(`${github.apiUrl}/user`, { token });
  const chat = { team: slack.team.id, user: alice.id };
  await linkAccount(store.db, chat, { id: json.id, login: "alice" });
  built = await world.build();
});
afterAll(() => world.stop());

const contentOf = (path: string): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);
const textOf = (content: object): string => `${JSON.stringify(content, undefined, 2)}\n`;
const imageName = (): string => `${world.registry.host}/acme/my-app`;

/** What a command that ships nothing is answered with; the release repository stays as it is. */
async function refused(command = "/deploy my-app main to prod"): Promise<string> {
  const before = await world.github.tip(RELEASES);
  const message = await talk.newMessage(world.alice, command, ENDED);
  expect(await world.github.tip(RELEASES)).toBe(before);
  return message.text;
}
const ENDED = /: rejected: /;

/** Runs with files changed, and puts them back. */
async function withFiles(files: Readonly<Record<string, string>>, run: () => Promise<void>): Promise<void> {
  const before = await Promise.all(
    Object.keys(files).map(async (path) => [path, await contentOf(path).catch(() => undefined)] as const),
  );
  await world.commit(RELEASES, files);
  try {
    await run();
  } finally {
    // Locks that were not there are left empty.
    const known = before.map(([path, text]) => [path, text ?? textOf({ version: 1, locks: [] })] as const);
    await world.commit(RELEASES, Object.fromEntries(known));
  }
}

async function policyWith(more: object): Promise<Record<string, string>> {
  const policy = JSON.parse(await contentOf("db/policy.json"));
  return { "db/policy.json": textOf({ ...policy, ...more }) };
}
async function rulesWith(more: object): Promise<Record<string, string>> {
  const policy = JSON.parse(await contentOf("db/policy.json"));
  return policyWith({ containers: { "my-app": { ...policy.containers["my-app"], ...more } } });
}

const RECORD = {
  container: "my-app",
  released_at: "2026-11-28T00:00:00Z",
  released_by: "carol",
  dispatch_id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
};

describe("the policy that the actions obey", () => {
  test("a ref that may not be released there", async () => {
    await world.github.createBranch(SOURCE, "topic");
    await world.build("topic");
    await withFiles(await rulesWith({ refs: { prod: ["main", "release/*"] } }), async () => {
      expect(await refused("/deploy my-app topic to prod")).toBe(
        "my-app → prod: rejected: my-app in prod comes from refs/heads/topic, but only main, release/* are allowed: release it from a matching ref, or change containers.my-app.refs.prod in db/policy.json",
      );
    });
  });

  test("a repository that has the name, and not the number", async () => {
    await withFiles(await rulesWith({ repository: { name: SOURCE, id: 999_999 } }), async () => {
      expect(await refused()).toMatch(
        /^my-app → prod: rejected: my-app in prod comes from acme\/my-app with the repository_id \d+, but belongs to the one with the repository_id 999999, which is another repository: release it from there, or change containers\.my-app\.repository in db\/policy\.json$/,
      );
    });
  });

  test("a proof that nobody has given", async () => {
    const image = `${imageName()}:main-${built.sha.slice(0, 7)}`;
    const needsProof = `my-app → prod: rejected: my-app in prod needs proof of its build, and no channel has ${image} with one: release it with trigger-dispatch in a job with the permission id-token: write, and deploy it then`;
    await withFiles(await policyWith({ provenance: ["prod"] }), async () => {
      expect(await refused()).toBe(needsProof);
    });
    await withFiles(await rulesWith({ builds: { prod: { protected_ref: true } } }), async () => {
      expect(await refused()).toBe(needsProof);
    });
  });

  test("a channel that takes promotions only", async () => {
    await withFiles(await policyWith({ promotion_only: ["prod"] }), async () => {
      expect(await refused()).toBe(
        `my-app → prod: rejected: my-app in prod: prod takes releases by promotion only, and no earlier channel has ${built.image}: deploy ${built.image} to qa first, or remove prod from promotion_only in db/policy.json`,
      );
    });
  });

  test("a channel and a container that it does not list", async () => {
    await withFiles(await policyWith({ channels: ["qa", "stage"] }), async () => {
      expect(await refused()).toBe(
        "my-app → prod: rejected: my-app: there is no channel prod, only qa, stage: use one of them, or add it to channels in db/policy.json",
      );
    });
  });
});

describe("what holds", () => {
  test("a freeze, whole", async () => {
    const freeze = {
      channel: "prod",
      by: "carol",
      reason: "the end of the quarter",
      from: "2026-11-29T00:00:00Z",
      until: "2026-11-30T00:00:00Z",
    };
    await withFiles(await policyWith({ freezes: [{ ...freeze, channel: "qa" }, freeze] }), async () => {
      expect(await refused()).toBe(
        "my-app → prod: rejected: my-app in prod is held, because prod is frozen by carol since 2026-11-29T00:00:00Z until 2026-11-30T00:00:00Z: the end of the quarter: ask again when that has ended",
      );
    });
  });

  test("a pin, whole", async () => {
    const pinned = { by: "carol", at: "2026-11-28T00:00:00Z", reason: "until the migration is done" };
    const record = { ...RECORD, channel: "prod", image: `${imageName()}:main-0000000`, pinned };
    const file = { "db/db.json": textOf({ version: 1, releases: [record] }) };
    await withFiles(file, async () => {
      expect(await refused()).toBe(
        "my-app → prod: rejected: my-app in prod is held, because the record was pinned by carol on 2026-11-28T00:00:00Z: until the migration is done: ask again when that has ended",
      );
    });
  });

  test("a lock, and none that is about something else or over", async () => {
    const lock = { reason: "load test", owner: "bob", at: "2026-11-29T09:00:00Z" };
    const near = [
      { ...lock, channel: "qa" },
      { ...lock, config: "my-app-2" },
      { ...lock, until: "2026-11-29T14:00:00Z" },
    ];
    await withFiles(
      { "db/locks.json": textOf({ version: 1, locks: [...near, { ...lock, config: "my-app" }] }) },
      async () => {
        expect(await refused()).toBe(
          "my-app → prod: rejected: my-app in prod is held, because my-app in every channel was locked by bob on 2026-11-29T09:00:00Z: load test: ask again when that has ended",
        );
      },
    );
    await withFiles({ "db/locks.json": textOf({ version: 1, locks: near }) }, async () => {
      const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
      await world.slack.click(world.alice.id, shown, { actionId: "cancel" });
      await talk.until(shown, "alice cancelled it");
    });
  });

  test("a lock that comes between the word and the commit", async () => {
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    const lock = { reason: "incident 43", owner: "bob", at: "2026-11-29T14:00:00Z", channel: "prod" };
    await withFiles({ "db/locks.json": textOf({ version: 1, locks: [lock] }) }, async () => {
      const before = await world.github.tip(RELEASES);
      await world.slack.click(world.alice.id, shown, { actionId: "ship" });
      await talk.until(shown, "all of prod was locked by bob on 2026-11-29T14:00:00Z: incident 43");
      expect(await world.github.tip(RELEASES)).toBe(before);
    });
  });
});

test("why shows every rule, with what holds", async () => {
  const lock = { reason: "incident 43", owner: "bob", at: "2026-11-29T14:00:00Z", channel: "prod" };
  await withFiles({ "db/locks.json": textOf({ version: 1, locks: [lock] }) }, async () => {
    const answer = await talk.newMessage(world.alice, "/deploy why my-app prod", "my-app/prod");
    expect(answer.text.split("\n")).toEqual([
      "*my-app/prod*",
      "✓ identity: a member of the workspace",
      "✓ account: alice on GitHub",
      "✓ permission: alice has write in acme/my-app, and prod asks for write",
      "✓ team: alice is in acme/release",
      "✓ chat channel: this one is allowed",
      "✓ approvals: prod asks for none",
      "✓ policy: it lists this app and this channel",
      "✓ promotion: prod takes what no other channel has",
      "✓ proof: prod asks for none",
      "– build: it follows no branch here, so that it is asked of each commit",
      "✓ freeze: none",
      "✓ pin: none",
      "✗ lock: held, because all of prod was locked by bob on 2026-11-29T14:00:00Z: incident 43",
      "✓ queue: nothing is under way",
      "✓ window: nothing is in the way",
      "✓ operation: no other one is under way",
      "✓ auto-sync: nothing ships without a word here",
      "✓ drift: prod-eu: main-0000000 runs, and the ledger says not deployed: deploy what should run, or /deploy adopt my-app in prod",
    ]);
  });
});

describe("files that cannot be read let nothing through", () => {
  test.each([
    [
      "db/policy.json",
      '{ "version": 1, "chanels": ["prod"] }\n',
      /^Nothing was deployed: db\/policy\.json:1:\d+: chanels is unknown \(did you mean channels\?\); known fields are \$schema, version, channels, [a-z_, ]+$/,
    ],
    [
      "db/locks.json",
      '{ "version": 1 }\n',
      /^Nothing was deployed: db\/locks\.json:\d+:\d+: it lacks locks$/,
    ],
    ["db/db.json", '{ "version": 1 }\n', /^Nothing was deployed: db\/db\.json:\d+:\d+: it lacks releases$/],
    [
      "db/server.yaml",
      "version: 1\nclusters: {}\n",
      /^Nothing was deployed: db\/server\.yaml:\d+:\d+: it lacks targets$/,
    ],
  ])("%s", async (path, text, says) => {
    await withFiles({ [path]: text }, async () => {
      const before = await world.github.tip(RELEASES);
      const answer = await talk.newMessage(
        world.alice,
        "/deploy my-app main to prod",
        "Nothing was deployed",
      );
      expect(answer.text).toMatch(says);
      expect(await world.github.tip(RELEASES)).toBe(before);
    });
  });
});

test("what was proved in another channel is deployed to the server's own, with its proof on record", async () => {
  const { json } = await send(`${world.github.apiUrl}/repos/${SOURCE}`, {
    token: world.github.createToken({ actor: "alice", kind: "pat", repositories: [SOURCE], permissions: {} }),
  });
  const source = {
    repository: SOURCE,
    repository_id: json.id,
    sha: built.sha,
    ref: "refs/heads/main",
    run_id: 1,
    run_attempt: 1,
  };
  const qa = { ...RECORD, channel: "qa", image: built.image, digest: built.digest, source };
  const rules = { provenance: ["qa", "prod"], promotion_only: ["prod"], server_only: ["prod"] };
  const files = { ...(await policyWith(rules)), "db/db.json": textOf({ version: 1, releases: [qa] }) };
  await world.commit(RELEASES, files);
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  await talk.live(shown);
  const { releases } = JSON.parse(await contentOf("db/db.json"));
  expect(releases).toMatchObject([
    { channel: "prod", image: built.image, digest: built.digest, source, released_by: "alice" },
    { channel: "qa", dispatch_id: RECORD.dispatch_id },
  ]);
});
