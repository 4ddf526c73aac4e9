import { send, type RunRecord } from "@release-channels/sandbox";
import { listAt, textAt } from "../../../apps/deploy-server/narrow.ts";
import { pushFiles } from "../../../apps/deploy-server/testing/push.ts";
import { eventually, type ServerProcess } from "../../../lib/http/testing/server-process.ts";
import { servedWithoutImage } from "../following.ts";
import type { Screen } from "../screen.ts";
import { sourcesKnow } from "../steps.ts";
import { MY_APP, RELEASES, type World } from "../world.ts";
import { CLOCK, CLOCK_WORKFLOW, withClock } from "./files.ts";
import { refusals } from "./refusals.ts";
import { summaryLines } from "./summary.ts";

/**
 * A repository without any secret releases by the deploy server, with nothing but the OIDC token of its job; whoever else
 * sends a token is refused.
 * @param server the deploy server that runs
 */
export async function releaseKeyless(world: World, screen: Screen, server: ServerProcess): Promise<void> {
  screen.act(`${CLOCK} releases without a secret: the deploy server takes its job's OIDC token`);
  await open(world, server);
  for (const repository of [MY_APP, CLOCK]) await showSecrets(world, screen, repository);
  const record = await release(world, screen);
  const commit = record.jobs[0]?.outputs["commit_sha"] ?? "";
  await servedWithoutImage(world, screen, commit);
  await showServed(world, screen, commit);
  await told(world, record.run.event.sha);
  await sourcesKnow(world, commit);
  await refusals(world, screen, { server, record });
}

async function open(world: World, server: ServerProcess): Promise<void> {
  const { github, runner } = world;
  await github.createRepository(CLOCK, { files: { "README.md": "# clock\n" } });
  runner.setVariable(CLOCK, "DEPLOY_SERVER", server.url);
  const policy = withClock(await world.releasesGit("show", "main:db/policy.json"));
  await pushFiles(github, { repository: RELEASES, files: { "db/policy.json": policy } });
}

/** What GitHub lists for whoever administers the repository: its own secrets, and the organisation's that it may use. */
async function showSecrets({ github }: World, screen: Screen, repository: string): Promise<void> {
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [repository],
    permissions: { metadata: "read", secrets: "read" },
  });
  const names: string[] = [];
  for (const list of ["secrets", "organization-secrets"]) {
    const { status, text } = await send(`${github.apiUrl}/repos/${repository}/actions/${list}`, { token });
    if (status !== 200) throw new Error(`The ${list} of ${repository} are not listed: ${status} ${text}`);
    const secrets = listAt(JSON.parse(text), "secrets");
    names.push(...secrets.map((secret) => textAt(secret, "name") ?? "one without a name"));
  }
  screen.hop("secrets", `of ${repository}: ${names.length === 0 ? "none" : names.join(", ")}`);
}

/** A push, and what the summary of its job says. */
async function release({ github, runner }: World, screen: Screen): Promise<RunRecord> {
  const sha = await pushFiles(github, {
    repository: CLOCK,
    files: { ".github/workflows/release.yml": CLOCK_WORKFLOW },
  });
  const record = await runner.waitFor(
    ({ run }) => run.repository.fullName === CLOCK && run.event.sha === sha,
  );
  if (record.run.conclusion !== "success")
    throw new Error(`${record.run.htmlUrl} failed:\n${record.jobs.map(({ log }) => log).join("\n")}`);
  screen.hop("summary", "of the step, which knows what became of each release:");
  for (const { summary } of record.jobs) screen.box(summaryLines(summary));
  return record;
}

/** Waits until the cluster has the commit, and shows what its release API answers. */
async function showServed({ cluster }: World, screen: Screen, commit: string): Promise<void> {
  await cluster.waitFor(commit);
  for (const container of ["clock", "clock-face"]) {
    const { text } = await cluster.ask(`/v1/releases/${container}/dev?format=image`);
    screen.hop("served", `${container} in dev: ${text.trim()}`, "green");
  }
}

/** Waits until the deploy server has reported to the commit that was built. */
async function told({ github }: World, sha: string): Promise<void> {
  await eventually(
    () => github.statuses(CLOCK, sha).find(({ context }) => context === "release/dev"),
    () => `the deploy server did not report to ${sha}`,
  );
}
