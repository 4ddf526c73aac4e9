/** Shows what people see who promote, roll back and watch with `gh`, and checks it. The tool gh must be installed. */
import assert from "node:assert/strict";
import { RELEASES, startGhWorld, type GhWorld } from "./world.ts";

let commands = 0;
const world = await startGhWorld((text) => {
  commands += 1;
  process.stdout.write(text);
});
try {
  await lookAround(world);
  await release(world, "v1");
  await release(world, "v2");
  await promote(world);
  await rollBack(world);
  await beRefused(world);
  await storeSecrets(world);
  await askForMore(world);
} finally {
  await world.close();
}
console.log(`gh did what the guides say, in ${commands} commands`);

async function lookAround({ sh }: GhWorld): Promise<void> {
  await says(sh("gh auth status"), "Logged in to 127.0.0.1 as octocat");
  await says(sh("gh repo view"), "name:\tacme/releases", "# Release Channels");
  await says(sh("gh workflow list"), "Promote release\tactive\t", "Roll back release\tactive\t");
  await says(sh("gh workflow view rollback-release.yml"), "Roll back release - rollback-release.yml");
}

async function release(world: GhWorld, tag: string): Promise<void> {
  const image = `ghcr.io/acme/my-app:${tag}`;
  const run = await world.starting(
    `gh workflow run update-database.yml -f container=my-app -f release_channel=dev -f image=${image}`,
  );
  await says(
    world.sh(`gh run watch ${run.id} --exit-status`),
    `Update database · ${run.id}`,
    "✓ Update database in ",
  );
  await runs(world, [`dev ${tag}`]);
}

async function promote(world: GhWorld): Promise<void> {
  const run = await world.starting(
    "gh workflow run promote-release.yml -f containers=my-app -f from=dev -f to=stage",
  );
  await says(world.sh(`gh run watch ${run.id} --exit-status`), "✓ Promote release in ");
  const title = "Promote my-app from dev to stage";
  await says(
    world.sh("gh run list --workflow promote-release.yml --limit 20"),
    `completed\tsuccess\t${title}\tPromote release\tmain\tworkflow_dispatch\t${run.id}`,
  );
  await says(world.sh(`gh run view ${run.id}`), "✓ main Promote release · ", "View this run on GitHub: http");
  await says(
    world.sh(
      `gh run view ${run.id} --log | grep -v '##\\[' | cut -f 2,3 | cut -d ' ' -f 1-3 --complement | tail -n 20`,
    ),
    "my-app",
  );
  await runs(world, ["dev v2", "stage v2"]);
}

async function rollBack(world: GhWorld): Promise<void> {
  const run = await world.starting(
    'gh workflow run rollback-release.yml -f containers=my-app -f channel=dev -f reason="incident 42"',
  );
  await says(world.sh(`gh run watch ${run.id} --exit-status`), "✓ Roll back release in ");
  await says(world.sh(`gh run view ${run.id} --verbose`), "JOBS", "✓ Set up job");
  await runs(world, ["dev v1", "stage v2"]);
}

/** A promotion from a channel that has no such container: the run fails, and gh shows why. */
async function beRefused(world: GhWorld): Promise<void> {
  const run = await world.starting(
    "gh workflow run promote-release.yml -f containers=my-ap -f from=dev -f to=stage",
  );
  const watched = await world.sh(`gh run watch ${run.id} --exit-status`);
  assert.equal(watched.code, 1);
  await says(world.sh(`gh run view ${run.id} --log-failed | grep '##\\[error\\]'`), "my-ap");
  const list = await world.sh(
    "gh run list --workflow promote-release.yml --json conclusion --jq '.[].conclusion'",
  );
  assert.equal(list.text, "failure\nsuccess\n");
}

async function storeSecrets({ sh, github }: GhWorld): Promise<void> {
  assert.equal((await sh("gh secret list")).text, "");
  assert.equal((await sh("gh secret set REPORT_TOKEN", "s3cret")).code, 0);
  await says(sh("gh secret list"), "REPORT_TOKEN\t");
  assert.equal(github.settings(RELEASES).secrets.get("REPORT_TOKEN")?.value, "s3cret");
}

/** What the sandbox's GitHub does not know is refused with something over curl that it does. */
async function askForMore({ sh }: GhWorld): Promise<void> {
  const { code, text } = await sh("gh pr list");
  assert.equal(code, 1);
  const [curl = ""] = /curl -H "[^"]*" \S+/.exec(text) ?? [];
  assert.match(text, /sandbox does not know the argument "states" of Repository\.pullRequests/);
  await says(sh(curl.replace("curl ", "curl --silent --fail ")), "[]");
}

/** @throws unless the command succeeded and showed all of it */
async function says(said: ReturnType<GhWorld["sh"]>, ...wanted: readonly string[]): Promise<void> {
  const { code, text } = await said;
  assert.equal(code, 0, text);
  for (const part of wanted) assert.ok(text.includes(part), `nothing says ${part}:\n${text}`);
}

/** Holds the database against what should run of my-app. @param wanted `dev v1` */
async function runs({ sh }: GhWorld, wanted: readonly string[]): Promise<void> {
  const query = '.releases[] | .channel + " " + (.image | split(":")[1])';
  const { text } = await sh(
    `gh api repos/{owner}/{repo}/contents/db/db.json -H 'Accept: application/vnd.github.raw' --jq '${query}'`,
  );
  assert.deepEqual(text.trim().split("\n"), wanted);
}
