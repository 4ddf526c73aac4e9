import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Repository } from "../github/model.ts";
import { STAND_INS } from "../stand-ins/folder.ts";
import { ActionStore } from "./actions/store.ts";
import type { Machine } from "./job/facts.ts";
import type { StopTimes } from "./job/process.ts";
import type { Runner, RunnerOptions } from "./model.ts";
import { SandboxRunner } from "./runner.ts";

const GITHUB_STOP_TIMES: StopTimes = { interrupt: 7_500, terminate: 2_500, cancel: 300_000 };

/** Starts a runner that does for a sandbox GitHub what GitHub Actions does for the real one. */
export async function createRunner(options: RunnerOptions): Promise<Runner> {
  const { github } = options;
  const directory = resolve(options.directory);
  const registry = resolve(options.registry ?? join(directory, "registry"));
  await mkdir(registry, { recursive: true });
  // GitHub's setting "Access": "allowed only from private repositories" of the same owner.
  const isShared = (used: Repository, user: Repository): boolean =>
    !used.private ||
    used.id === user.id ||
    (user.private && used.owner === user.owner && github.settings(used.fullName).accessLevel !== "none");
  const machine: Machine = {
    github,
    directory,
    actions: new ActionStore(github, join(directory, "actions"), STAND_INS, isShared),
    isShared,
    registry,
    environment: options.environment ?? {},
    stopTimes: options.stopTimes ?? GITHUB_STOP_TIMES,
    minute: options.minute ?? 60_000,
    keepWorkspaces: options.keepWorkspaces ?? false,
  };
  return new SandboxRunner(machine, options.concurrency ?? 2);
}
