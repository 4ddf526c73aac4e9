import { afterAll, expect } from "@jest/globals";
import { runGit, send, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { linkAccount } from "../../../lib/store/accounts.ts";
import { RELEASES, SOURCE, startTestWorld } from "./world.ts";

/** A world in which four people are linked, one build can be shipped, and what a command that ships nothing says. */

export const world = await startTestWorld();
afterAll(() => world.stop());

export async function accountOf(login: string): Promise<{ readonly id: number; readonly login: string }> {
  const token = world.github.createToken({ actor: login, kind: "pat", repositories: [], permissions: {} });
  const { json } = await send(`${world.github.apiUrl}/user`, { token });
  return { id: json.id, login };
}

const PEOPLE = [
  [world.alice, "alice"],
  [world.dave, "dave"],
  [world.guest, "gus"],
  [world.bob, "erin"],
] as const;
for (const [user, login] of PEOPLE) {
  await linkAccount(world.store.db, { team: world.slack.team.id, user: user.id }, await accountOf(login));
}
/** The commit of main, whose build is green. */
export const { sha: head } = await world.build();

const ENDED = /rejected|held|blocked|busy|forbidden|failed|Nothing (?:was|could)/;

/** What a command that ships nothing is answered with, in words. */
export async function refused(user: SlackUser, text: string, channel = "deploys"): Promise<string> {
  const { slack } = world;
  const known = new Set(
    [...slack.messages("deploys", user.id), ...slack.messages("random", user.id)].map(({ ts }) => ts),
  );
  const before = await world.github.tip(RELEASES);
  expect(await slack.type(user.id, channel, text)).toEqual({ kind: "acknowledged" });
  const message: SlackMessage = await slack.waitFor(
    (one) => !known.has(one.ts) && ENDED.test(one.text),
    "a request has ended",
  );
  expect(await world.github.tip(RELEASES)).toBe(before);
  return message.text;
}

export async function contentOf(path: string): Promise<string> {
  return runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);
}

export async function onBranch(branch: string, path: string): Promise<string> {
  const { github } = world;
  const token = github.createToken({
    actor: "alice",
    kind: "pat",
    repositories: [SOURCE],
    permissions: { contents: "write" },
  });
  const body = { message: `Add ${path}`, content: "aGk=", branch };
  const written = await send(`${github.apiUrl}/repos/${SOURCE}/contents/${path}`, {
    token,
    method: "PUT",
    body,
  });
  expect(written.status).toBe(201);
  return String(written.json.commit.sha);
}

/** @param conclusion undefined while it runs @returns its id */
export function runOf(branch: string, sha: string, conclusion?: "success" | "failure"): number {
  const { github } = world;
  const repository = github.repository(SOURCE);
  const event = { name: "push", repository, ref: `refs/heads/${branch}`, sha, actor: "alice", payload: {} };
  const workflow = {
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  };
  const run = github.runs.create({ event, ...workflow });
  if (conclusion === undefined) github.runs.update(run.id, { status: "in_progress" });
  else github.runs.update(run.id, { status: "completed", conclusion });
  return run.id;
}
