import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunRecord } from "@release-channels/sandbox";
import { MY_APP, RELEASES, type World } from "./world.ts";

/** The steps of acts. */

/** The developer changes the application. */
export async function push(world: World, message: string): Promise<void> {
  await writeFile(join(world.checkout, "CHANGES"), `${message}\n`, { flag: "a" });
  await world.git("add", "CHANGES");
  await world.git("commit", "--quiet", "--message", message);
  await world.git("push", "--quiet", "origin", "HEAD:main");
}

/** Sends the release repository a dispatch, as the developer. */
export const dispatch = async (world: World, payload: unknown): Promise<void> =>
  await post(world, `/repos/${RELEASES}/dispatches`, {
    event_type: "update-release-channel",
    client_payload: payload,
  });

/** Asks GitHub for something, as the developer. @throws unless it answers 204 */
export async function post(world: World, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${world.token}`, "content-type": "application/json" };
  const answer = await fetch(world.github.apiUrl + path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (answer.status !== 204) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
}

/** The updates started by dispatches, the oldest first. */
export function updates(world: World): readonly RunRecord[] {
  return world.runner.runs.filter(({ run }) => run.event.name === "repository_dispatch");
}

/** Waits until this many dispatches have been processed. @returns the last one's run */
export async function nextUpdate(world: World, count: number): Promise<RunRecord> {
  const isOver = (record: RunRecord): boolean => updates(world)[count - 1] === record || failedBuild(record);
  const record = await world.runner.waitFor(isOver);
  if (failedBuild(record))
    throw new Error(`${record.run.htmlUrl} failed:\n${record.jobs.map(({ log }) => log).join("\n")}`);
  return record;
}

function failedBuild({ run }: RunRecord): boolean {
  return run.repository.fullName === MY_APP && run.conclusion !== "success";
}

/** Waits until the cluster has the commit that a run made. @returns the commit */
export async function clusterFollows(world: World, { jobs }: RunRecord): Promise<string> {
  const commit = jobs[0]?.outputs["commit_sha"] ?? "";
  if (commit === "") throw new Error("The update made no commit.");
  await world.cluster.waitFor(commit);
  return commit;
}

/** Waits until the source repositories know that the cluster runs a commit. */
export async function sourcesKnow(world: World, commit: string): Promise<void> {
  await world.runner.waitFor(
    ({ run, jobs }) =>
      run.workflowName === "Report running" &&
      isRecord(run.event.payload["inputs"]) &&
      run.event.payload["inputs"]["revision"] === commit &&
      jobs.some(({ result }) => result === "success"),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
