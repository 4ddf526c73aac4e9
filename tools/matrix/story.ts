import type { GitHub, Runner, RunRecord, WorkflowRun } from "@release-channels/sandbox";
import { textAt } from "../../apps/deploy-server/narrow.ts";
import { createShop, SHOP, type Shop } from "./shop.ts";

const SALE = "sale";

/** The commits of the story, by what they are for: 40 hex. */
export interface StoryCommits {
  readonly good: string;
  readonly broken: string;
  readonly slow: string;
  readonly firstOfRequest: string;
  readonly secondOfRequest: string;
}

interface Stage {
  readonly github: GitHub;
  readonly runner: Runner;
  readonly shop: Shop;
}

/**
 * Everything that the status matrix covers, once: a push, a push whose preparation fails, one that is cancelled and run
 * again, and a pull request with two commits that is closed.
 */
export async function playStory(github: GitHub, runner: Runner): Promise<StoryCommits> {
  const stage = { github, runner, shop: await createShop(github) };
  // Based on what works, whatever happens to main.
  await github.createBranch(SHOP, SALE);
  const [pushes, request] = await Promise.all([playPushes(stage), playPullRequest(stage)]);
  return { ...pushes, ...request };
}

async function playPushes({ runner, shop }: Stage) {
  const good = await shop.commit("Lower the prices", "data/prices.json", '{ "prices": [1] }\n');
  const broken = await shop.commit("Break the prices", "data/mode", "broken\n");
  const cancelled = cancelWhenSlow(runner, shop);
  const slow = await shop.commit("Check each price", "data/mode", "slow\n");
  await cancelled;
  const { run } = await finished(runner, slow);
  await shop.ask(run.id, "rerun");
  await finished(runner, slow, 2);
  await Promise.all([finished(runner, good), finished(runner, broken)]);
  return { good, broken, slow };
}

async function cancelWhenSlow(runner: Runner, shop: Shop): Promise<void> {
  const run = await new Promise<WorkflowRun>((found) => {
    const stop = runner.onProgress((progress) => {
      if (progress.kind !== "log" || progress.line !== "a long preparation") return;
      stop();
      found(progress.run);
    });
  });
  await shop.ask(run.id, "cancel");
}

async function playPullRequest({ github, runner, shop }: Stage) {
  const put = (message: string, price: number) => shop.commit(message, "data/sale", `${price}\n`, SALE);
  const firstOfRequest = await put("Add a sale", 2);
  const { number } = await github.openPullRequest(SHOP, { head: SALE, title: "A sale" });
  await finished(runner, firstOfRequest);
  const secondOfRequest = await put("Mend the sale", 3);
  await finished(runner, secondOfRequest);
  await github.closePullRequest(SHOP, number);
  await runner.waitFor(({ run }) => run.event.payload["action"] === "closed");
  return { firstOfRequest, secondOfRequest };
}

/** The run about a commit: a push's, or a pull request's whose head it is. */
function finished(runner: Runner, sha: string, attempt = 1): Promise<RunRecord> {
  const isAbout = ({ run }: RunRecord): boolean => {
    const { name, payload } = run.event;
    const about = name === "pull_request" ? textAt(payload, "pull_request", "head", "sha") : run.event.sha;
    return run.repository.fullName === SHOP && about === sha && run.runAttempt === attempt;
  };
  return runner.waitFor(isAbout);
}
