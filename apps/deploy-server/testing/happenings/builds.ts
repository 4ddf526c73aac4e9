import { send, tokenFor } from "@release-channels/sandbox";
import { pick, pickHead, type Turn } from "./place.ts";

const CHECKER = "circleci";

/** A workflow runs, and may be at work still when the next act begins. */
export function run(turn: Turn): void {
  const { github, place } = turn;
  const [branch, sha] = pickHead(turn);
  const repository = github.repository(place.repository);
  const ref = `refs/heads/${branch}`;
  const event = { name: "push", repository, ref, sha, actor: "alice", payload: {} };
  const build = { workflowPath: ".github/workflows/build.yml", workflowName: "Build", displayTitle: "Build" };
  const { id } = github.runs.create({ event, ...build });
  place.runs.push(id);
  proceed(turn, id);
}

/** A run is run again. */
export function runAgain(turn: Turn): void {
  const { github, place, random } = turn;
  if (place.runs.length === 0) return run(turn);
  const id = pick(random, place.runs);
  github.runs.restart(id);
  proceed(turn, id);
}

function proceed({ github, random }: Turn, id: number): void {
  github.runs.update(id, { status: "in_progress" });
  if (random() < 0.15) return;
  const conclusion = pick(random, ["success", "success", "failure", "cancelled"] as const);
  github.runs.update(id, { status: "completed", conclusion });
}

/** A check of another App starts and ends, or one that was there is run again. */
export async function check(turn: Turn): Promise<void> {
  const { github, place, random, tick } = turn;
  const { repository, checks } = place;
  tick();
  const known = checks.length > 0 && random() < 0.4 ? pick(random, checks) : undefined;
  const [branch, sha] = pickHead(turn);
  const facts = known ?? { branch, sha, name: pick(random, ["test", "e2e"]) };
  const report = { app: CHECKER, ...facts };
  const suite = await github.reportCheck(repository, { ...report, conclusion: null });
  if (known === undefined) checks.push({ ...facts, suite });
  if (random() < 0.15) return;
  tick();
  const conclusion = pick(random, ["success", "success", "failure"] as const);
  await github.reportCheck(repository, { ...report, suite, conclusion });
}

export async function status(turn: Turn): Promise<void> {
  const { github, place, random } = turn;
  const { repository } = place;
  const [, sha] = pickHead(turn);
  const token = tokenFor(github, [repository], { statuses: "write" });
  const body = {
    state: pick(random, ["pending", "success", "failure"]),
    context: pick(random, ["ci", "lint"]),
  };
  await send(`${github.apiUrl}/repos/${repository}/statuses/${sha}`, { method: "POST", token, body });
}
