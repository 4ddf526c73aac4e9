import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServerProcess } from "../../lib/http/testing/server-process.ts";
import * as acts from "./acts.ts";
import { deployCharts } from "./charts/act.ts";
import { deployConfigs } from "./configs/act.ts";
import { deployFromSlack } from "./deploys/act.ts";
import { offerSlack } from "./deploys/offer.ts";
import { showHops } from "./hops.ts";
import { inviteDeveloper, invitePlatformTeam, inviteToSlack } from "./invitations.ts";
import { releaseKeyless } from "./keyless/act.ts";
import * as operations from "./operations.ts";
import { newReleaseRepository } from "./platform.ts";
import { Screen } from "./screen.ts";
import { clusterFollows, updates } from "./steps.ts";
import { TEMPLATE } from "./template.ts";
import { buildWorld, type World } from "./world.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/single-container", import.meta.url));

let world: World;
let deployServer: ServerProcess;
let shown = "";
const screen = new Screen((text) => (shown += text));

beforeAll(async () => {
  world = await buildWorld();
  showHops(world, screen);
});

afterAll(() => world.close());

const records = async () =>
  (
    JSON.parse(await world.releasesGit("show", "main:db/db.json")) as {
      releases: { container: string; channel: string; image: string }[];
    }
  ).releases.map(({ container, channel, image }) => `${container} ${channel} ${image}`);
const commits = async () => Number(await world.releasesGit("rev-list", "--count", "main"));
const tip = async () => (await world.git("rev-parse", "HEAD")).trim().slice(0, 7);

test("a push to a source repository becomes a commit that the cluster sees", async () => {
  await acts.release(world, screen);
  expect(await records()).toEqual([`my-app dev ghcr.io/acme/my-app:main-${await tip()}`]);
  expect(await commits()).toBe(2);
  expect(await world.releasesGit("log", "-1", "--format=%B", "main")).toMatch(
    /^release\(my-app\): dev → main-[0-9a-f]{7}\n\nmy-app dev: \(new\) → .*\n\nDispatch-Id: [0-9a-f-]{36}\nSource: acme\/my-app@[0-9a-f]{40}\nSource-Run: .*\/acme\/my-app\/actions\/runs\/\d+\nVerified: acme\/my-app \(id \d+\) refs\/heads\/main [0-9a-f]{40} run \d+ attempt 1\nReleased-By: octocat\nSent-By: acme-release-bot\n/,
  );
  expect(JSON.parse(await world.cluster.read("db/db.json"))).toMatchObject({
    releases: [{ container: "my-app", digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
  });
  expect(shown).toMatch(/ push .* build .* image .* dispatch .* update .* commit /s);
  expect(shown).toMatch(/ cluster +pulled /);
  expect(shown).toMatch(/ followed +[0-9a-f]{7} is served without an image, \d+\.\d s after it\n/);
  expect(shown).toMatch(/ applied +my-app in dev\n/);
});

test("the release reports back to the commit that it came from", async () => {
  const sha = (await world.git("rev-parse", "HEAD")).trim();
  const { statuses } = (await (
    await fetch(`${world.github.apiUrl}/repos/acme/my-app/commits/${sha}/status`)
  ).json()) as { statuses: { context: string; state: string }[] };
  expect(statuses).toMatchObject([{ context: "release/dev", state: "success" }]);
  expect(shown).toContain(` status     release/dev of ${sha.slice(0, 7)} in acme/my-app: success, `);
  expect(shown).toMatch(/ deployment dev of [0-9a-f]{7} in acme\/my-app: in_progress, /);
  expect(shown).toMatch(/ deployment dev of [0-9a-f]{7} in acme\/my-app: success, /);
});

test("a container released by hand stands beside it", async () => {
  await acts.secondContainer(world, screen);
  expect(await records()).toEqual([
    expect.stringContaining("my-app dev "),
    "worker stage ghcr.io/acme/worker:v1.0.0",
  ]);
});

test("a dispatch that comes twice makes no second commit", async () => {
  const before = await commits();
  await acts.repeatedDispatch(world, screen);
  expect(shown).toMatch(/unchanged +my-app in dev: the record already says so\n$/);
  expect(await commits()).toBe(before);
});

test("a build that arrives late does not replace the newer one", async () => {
  const before = await commits();
  await acts.olderBuild(world, screen);
  expect(await commits()).toBe(before + 1);
  expect((await records())[0]).toBe(`my-app dev ghcr.io/acme/my-app:main-${await tip()}`);
  expect(shown).toMatch(/superseded my-app in dev: the newer build acme\/my-app run \d+ was released here$/m);
});

test("a broken dispatch fails its run, says why, and changes nothing", async () => {
  const before = await commits();
  await acts.brokenDispatch(world, screen);
  expect(await commits()).toBe(before);
  expect(shown).toContain('client_payload: container is "My App", but must be lower-case');
  const { run, jobs } = updates(world).at(-1)!;
  expect(run.conclusion).toBe("failure");
  expect(jobs[0]?.summary).toContain("Rejected: nothing was written");
  expect(shown).toContain(`Update database #6 of acme/releases: ${run.htmlUrl}\n`);
  await world.runner.idle();
});

const served = async (channel: string, container = "my-app") => {
  const { text } = await world.cluster.ask(`/v1/releases?container=${container}&channel=${channel}`);
  const { releases } = JSON.parse(text) as { releases: { image: string; pinned?: { reason: string } }[] };
  return releases[0];
};

test("a promotion copies image and source, and the cluster's release API serves them", async () => {
  const image = `ghcr.io/acme/my-app:main-${await tip()}`;
  await operations.promotion(world, screen);
  expect(await served("stage")).toMatchObject({ image });
  expect(shown).toMatch(/ promote +Promote release #1 .* applied +my-app in stage\n/s);
  expect(shown).toMatch(/ deployment stage of .* in acme\/my-app: success, The cluster serves my-app main-/);
});

test("a rollback stays: the next build is held", async () => {
  await operations.rollback(world, screen);
  expect(shown).toMatch(/ held +my-app in dev: .*Incident 42/);
  expect(shown).toMatch(/ roll back .* deployment dev of .*: success, The cluster serves my-app .* held /s);
  await world.runner.idle();
  // The builds behind it: the newest, the one that was rolled back, and the slow one, which was never released.
  const before = (await world.git("rev-parse", "HEAD~3")).slice(0, 7);
  expect(await served("dev")).toMatchObject({
    image: `ghcr.io/acme/my-app:main-${before}`,
    pinned: { reason: "Incident 42: it says hello too fast" },
  });
});

test("a platform team can set up a new release repository and run its scripts", async () => {
  const team = await newReleaseRepository(world);
  invitePlatformTeam(world.github, team, screen);
  const clone = join(world.directory, "platform-releases");
  const url = /git clone (\S+\/globex\/releases\.git)/.exec(shown)?.[1] ?? "";
  // Not as the demo's developer, whose token knows nothing of this repository.
  const env = { PATH: process.env["PATH"], HOME: world.directory, GH_TOKEN: team.token };
  await promisify(execFile)("git", ["clone", "--quiet", url, clone], { env });
  const { stdout } = await promisify(execFile)(
    join(clone, "scripts/setup-gitops.sh"),
    ["--container", "my-app=globex/my-app"],
    { cwd: clone, env },
  );
  expect(stdout).toContain("done:  let the organization's repositories use the actions\n");
});

test("a command in Slack shows what it would ship, and ends with what runs", async () => {
  const before = await commits();
  deployServer = await deployFromSlack(world, screen);
  // carol's, and the deploy's: ledger and values in one.
  expect(await commits()).toBe(before + 2);
  const sha = (await world.releasesGit("rev-parse", "main")).trim().slice(0, 7);
  const changed = await world.releasesGit("show", "--format=", "--name-only", "main");
  expect(changed.trim().split("\n")).toEqual(["apps/web/prod/values.yaml", "db/db.json"]);
  const act = shown.slice(shown.lastIndexOf(". alice deploys web to prod"));
  expect(act).toMatch(/ types +alice in #deploys: \/deploy web main to prod\n/);
  expect(act).toMatch(
    /│ ⚠ This sync also ships 1 change that is not yours:\n +│ +• carol: Change apps\/web\/prod\/templates\/settings\.yaml/,
  );
  expect(act).toMatch(/│ \[Ship all\] \[Cancel\].*\n.* clicks +alice: Ship all\n/s);
  expect(act).toMatch(/\+ {2}tag: "main-[0-9a-f]{7}" # by the deploy server\n/);
  expect(act).toContain(`│ committed ${sha} ✓ · ✓ live in `);
  expect(act).toContain(
    `was sent 1 webhook of GitHub, signed anew, and one sync: ${sha}, with deploy-request `,
  );
  expect(act).toMatch(/ runs +127\.0\.0\.1:\d+\/acme\/web:main-[0-9a-f]{7}\n/);
  expect(act).not.toContain("CI #");
});

test("a repository without a secret releases by the deploy server, and nobody else does in its name", async () => {
  const before = await commits();
  const sent = () =>
    world.github.requests.filter(({ operation }) => operation === "repos/create-dispatch-event").length;
  const sentBefore = sent();
  expect(sentBefore).toBeGreaterThan(0);
  await releaseKeyless(world, screen, deployServer);
  // The policy, and one for all three releases.
  expect(await commits()).toBe(before + 2);
  const tag = `main-${(await world.github.tip("acme/clock"))?.slice(0, 7)}`;
  expect((await records()).filter((record) => record.startsWith("clock"))).toEqual([
    `clock dev ghcr.io/acme/clock:${tag}`,
    `clock-face dev ghcr.io/acme/clock-face:${tag}`,
  ]);
  const act = shown.slice(shown.lastIndexOf(". acme/clock releases without a secret"));
  expect(act).toMatch(/ secrets +of acme\/my-app: RELEASE_API_PAT\n.* secrets +of acme\/clock: none\n/);
  const sha = (await world.releasesGit("rev-parse", "main")).trim().slice(0, 7);
  for (const line of [
    "│ Released\n",
    `│ Commit ${sha}\n`,
    `│ clock │ dev │ applied │ none → ghcr.io/acme/clock:${tag} │`,
    `│ clock-face │ dev │ applied │ none → ghcr.io/acme/clock-face:${tag} │`,
    `│ clock │ prod │ held │ none → ghcr.io/acme/clock:${tag} │ prod is deployed by the server: ask it with /deploy\n`,
  ])
    expect(act).toContain(line);
  expect(act).toMatch(new RegExp(` followed +${sha} is served without an image, \\d+\\.\\d s after it\n`));
  for (const container of ["clock", "clock-face"])
    expect(act).toMatch(new RegExp(` served +${container} in dev: ghcr.io/acme/${container}:${tag}\n`));
  expect(act).toMatch(/ deployment dev of [0-9a-f]{7} in acme\/clock: success, /);
  const answers = [...act.matchAll(/ (?:repeated|refused) +(.*)$/gm)].map(([, answer]) => answer);
  expect(answers).toEqual([
    expect.stringMatching(/^the same dispatch, .*: 200, the answer that it had$/),
    expect.stringMatching(/^replayed: .*: 409, This token was used before/),
    expect.stringMatching(/^expired: 401, .* claim exp is /),
    expect.stringMatching(/^forged: .*: 401, .* the signature is "wrong"/),
    expect.stringMatching(
      /^foreign: .*: 200, rejected: clock in dev comes from evil\/clock, but belongs to acme\/clock/,
    ),
  ]);
  expect(sent()).toBe(sentBefore);
});

test("a chart's version goes through all channels, and the one that crashes is taken back, with pod and reason", async () => {
  await deployCharts(world, screen);
  const act = shown.slice(shown.lastIndexOf(". alice brings a version of the chart"));
  const lives = [...act.matchAll(/ flux +(\w+): Helm upgrade succeeded for .* with chart my-app@(\S+)\n/g)];
  expect(lives.map(([, channel, version]) => `${channel} ${version}`)).toEqual([
    "dev 1.4.2",
    "qa 1.4.2",
    "stag 1.4.2",
    "prod 1.4.2",
  ]);
  expect(act.match(/│ committed [0-9a-f]{7} ✓ · ✓ live in /g)).toHaveLength(4);
  // prod asks first, and is asked for by a promotion from stag.
  expect(act).toMatch(
    /: \/deploy promote my-app from stag to prod\n.*\[Ship all\].* clicks +alice: Ship all\n/s,
  );
  expect(act).toContain("│ 1.5.0: changed: Says good morning in three languages");
  expect(act).toMatch(
    /✗ reverted: dev: Helm upgrade failed .* my-app@1\.5\.0: .*; BackOff in my-app-[\w-]+: back-off 40s restarting failed container/,
  );
  expect(act).toMatch(/│ \[Retry\] \[Roll back to 1\.4\.2\]/);
  const ends = [...act.matchAll(/ runs +(\w+) +(\S+)\n/g)].slice(-4);
  expect(ends.map(([, channel, version]) => `${channel} ${version}`)).toEqual(
    ["dev", "qa", "stag", "prod"].map((channel) => `${channel} 1.4.2`),
  );
  // What failed is what the file and the ledger say, until somebody rolls back.
  const { gitDir } = world.github.repository("acme/clusters");
  const file = async (path: string) =>
    (await promisify(execFile)("git", ["--git-dir", gitDir, "show", `main:${path}`])).stdout;
  expect(await file("clusters/dev/my-app.yaml")).toContain('version: "1.5.0"');
  expect(await file("clusters/qa/my-app.yaml")).toContain('version: "1.4.2"');
});

test("two deploy configs deploy by themselves, and what is undeployed stays away until it is wanted", async () => {
  await deployConfigs(world, screen, deployServer);
  const act = shown.slice(shown.lastIndexOf(". Two deploy configs deploy"));
  for (const perMinute of [60, 90]) {
    expect(act).toMatch(
      new RegExp(
        ` push .* to acme/limits: ${perMinute} a minute\n.*✓ live in .*\n.* runs +limits: per-minute ${perMinute}\n`,
        "s",
      ),
    );
  }
  const [, first = ""] = / push +([0-9a-f]{7}) to acme\/bell\n/.exec(act) ?? [];
  const [, late = ""] = / push +([0-9a-f]{7}) to acme\/bell, whose build is slow\n/.exec(act) ?? [];
  const runs = [...act.matchAll(/ runs +127\.0\.0\.1:\d+\/acme\/bell:main-([0-9a-f]{7})\n/g)].map(
    ([, sha]) => sha,
  );
  // The first build, and the same once more: never the late one.
  expect(runs).toEqual([first, first]);
  const order = [
    "/deploy undeploy bell from dev",
    "✓ undeployed in ",
    `of ${late}: success`,
    "the late build brings nothing back",
    "/deploy reapply bell 2 to dev",
    "✓ live in ",
  ];
  const places = order.map((text) => act.indexOf(text, act.indexOf("whose build is slow")));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  const ledger = JSON.parse(await world.releasesGit("show", "main:db/db.json")) as {
    readonly releases: readonly {
      readonly container: string;
      readonly image: string;
      readonly pinned?: object;
    }[];
    readonly configs: readonly { readonly config: string }[];
  };
  expect(ledger.configs.map(({ config }) => config)).toEqual(["limits"]);
  expect(ledger.releases.find(({ container }) => container === "bell")).toMatchObject({
    image: expect.stringContaining(`:main-${first}`),
    pinned: { reason: expect.stringContaining("until /deploy resume") },
  });
});

test("whoever keeps the demo running can type commands and click", async () => {
  await offerSlack(world);
  inviteToSlack(world, screen);
  expect(shown).toContain(`${world.places.slack.url}/channels/${world.places.channel.id}?as=`);
  const slack = (typed: string) =>
    promisify(execFile)(join(TEMPLATE, "scripts/slack"), [typed], { env: { ...process.env, NO_COLOR: "1" } });
  const commands = [...shown.matchAll(/^ {2}\.\/scripts\/slack "(.*)"$/gm)].map(
    ([, command = ""]) => command,
  );
  expect(commands).toEqual(["/deploy help", "/deploy web main to prod", "Ship all"]);
  const outputs: string[] = [];
  for (const command of commands) outputs.push((await slack(command)).stdout);
  expect(outputs[0]).toContain("│ /deploy link ");
  expect(outputs[1]).toMatch(/│ \[Ship all\] \[Cancel\]/);
  expect(outputs[2]).toContain("✓ live in ");
  await expect(slack("Ship it")).rejects.toMatchObject({ stderr: 'No message has a button "Ship it".\n' });
});

/** The answer to what `gh auth status` asks for, with the variables that the invitation gives. */
async function asGhWould(invitation: string): Promise<string> {
  const [, folder = "", host = "", token = ""] =
    /export GH_CONFIG_DIR=(\S+) GH_HOST=(\S+) GH_ENTERPRISE_TOKEN=(\S+)/.exec(invitation) ?? [];
  const [, socketPath = ""] =
    /^http_unix_socket: (.*)$/m.exec(await readFile(join(folder, "config.yml"), "utf8")) ?? [];
  const asked = get({ socketPath, path: "/api/v3/", headers: { host, authorization: `token ${token}` } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return await text(answer);
}

// The demo's last act, the status matrix, has its own test: tools/matrix/matrix.test.ts.

test("whoever keeps the demo running can release from their own repository, with an example", async () => {
  inviteDeveloper(world, screen);
  expect(await asGhWould(shown)).toContain('"current_user_url"');
  const address = /git clone (\S+hello\.git)/.exec(shown)?.[1] ?? "";
  const clone = join(world.directory, "hello");
  await world.git("clone", "--quiet", address, clone);
  await cp(EXAMPLE, clone, { recursive: true });
  const build = join(clone, ".github/workflows/build.yml");
  await writeFile(build, (await readFile(build, "utf8")).replace("container: my-app", "container: hello"));
  await world.git("-C", clone, "add", ".");
  await world.git("-C", clone, "commit", "--quiet", "--message", "Release it");
  await world.git("-C", clone, "push", "--quiet", "origin", "HEAD:staging");
  const update = await world.runner.waitFor(({ run }) =>
    JSON.stringify(run.event.payload["client_payload"] ?? "").includes('"acme/hello"'),
  );
  await clusterFollows(world, update);
  await world.runner.idle();
  const sha = (await world.git("-C", clone, "rev-parse", "HEAD")).slice(0, 7);
  expect(await served("stage", "hello")).toMatchObject({ image: `ghcr.io/acme/hello:staging-${sha}` });
  expect(shown).toContain(` push       ${sha} to acme/hello\n`);
  expect(shown).toContain(` status     release/stage of ${sha} in acme/hello: success, `);
});
