import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GitHub } from "../github/model.ts";
import { startGitHub } from "../github/start.ts";
import { startRunner } from "./load.ts";
import type { Runner, RunnerOptions } from "./model.ts";
import type { RunRecord } from "./records.ts";

/** A sandbox GitHub with a runner, for tests. */
export interface Sandbox {
  readonly github: GitHub;
  readonly runner: Runner;
  /** Sends a repository_dispatch to `acme/app` over REST, and waits until everything it starts is done. */
  dispatch(eventType: string, payload?: Readonly<Record<string, unknown>>): Promise<RunRecord>;
  /** Sends it without waiting. */
  send(eventType: string, payload?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Creates `acme/app` with these files; a workflow is given by its file's name. */
  repository(
    workflows: Readonly<Record<string, string>>,
    files?: Readonly<Record<string, string>>,
  ): Promise<void>;
  stop(): Promise<void>;
}

const REPOSITORY = "acme/app";

/** Starts both in their own directory; processes that do not stop are killed quickly. */
export async function startSandbox(options: Partial<RunnerOptions> = {}): Promise<Sandbox> {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-runner-"));
  const github = await startGitHub({ directory: join(directory, "github") });
  const runner = await startRunner({
    github,
    directory: join(directory, "runner"),
    stopTimes: { interrupt: 300, terminate: 300, cancel: 300_000 },
    ...options,
  });
  const send = async (eventType: string, payload: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const token = github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [REPOSITORY],
      permissions: { contents: "write" },
    });
    const answer = await fetch(`${github.apiUrl}/repos/${REPOSITORY}/dispatches`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ event_type: eventType, client_payload: payload }),
    });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  return {
    github,
    runner,
    send,
    async dispatch(eventType, payload) {
      const before = runner.runs.length;
      await send(eventType, payload);
      await runner.idle();
      const record = runner.runs[before];
      if (record === undefined) throw new Error(`${eventType} started no run`);
      return record;
    },
    async repository(workflows, files = {}) {
      const paths = Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}.yml`, text]);
      await github.createRepository(REPOSITORY, { files: { ...files, ...Object.fromEntries(paths) } });
    },
    async stop() {
      await runner.close();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The log of a run's job. */
export function logOf(record: RunRecord, job: string): string {
  return record.jobs.find(({ id }) => id === job)?.log ?? "";
}

/** Results by job name. */
export function resultsOf(record: RunRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(record.jobs.map(({ name, result }) => [name, result]));
}
