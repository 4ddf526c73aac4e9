import { arch } from "node:os";
import { delimiter, dirname } from "node:path";
import type { CommandFiles } from "../commands/files.ts";
import type { Machine } from "./facts.ts";
import type { Workspace } from "./workspace.ts";

/** The keys of the `github` context that processes see as GITHUB_*. Source: the runner's GitHubContext. */
const EXPORTED = [
  "action",
  "action_path",
  "action_ref",
  "action_repository",
  "actor",
  "actor_id",
  "api_url",
  "base_ref",
  "env",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "output",
  "path",
  "ref",
  "ref_name",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "retention_days",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "state",
  "step_summary",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];

/** The name of the one machine. */
export const RUNNER_NAME = "GitHub Actions 1";

/** The `runner` context. */
export function runnerContext(workspace: Workspace, debug: boolean): Readonly<Record<string, string>> {
  return {
    os: "Linux",
    arch: arch() === "arm64" ? "ARM64" : "X64",
    name: RUNNER_NAME,
    environment: "github-hosted",
    temp: workspace.temp,
    tool_cache: workspace.tools,
    workspace: workspace.pipeline,
    ...(debug ? { debug: "1" } : {}),
  };
}

/** The variables of the machine, which a workflow may replace. */
function machineVariables(machine: Machine, workspace: Workspace): Record<string, string> {
  return {
    ...machine.environment,
    // `node` in a script is the Node that the actions run on.
    PATH: [dirname(process.execPath), process.env["PATH"] ?? "/usr/bin:/bin"].join(delimiter),
    HOME: workspace.home,
    LANG: "C.UTF-8",
    SANDBOX_REGISTRY: machine.registry,
    CI: "true",
  };
}

/** What a process gets in addition to the machine's environment. */
export interface ProcessVariables {
  readonly machine: Machine;
  readonly workspace: Workspace;
  readonly github: Readonly<Record<string, unknown>>;
  readonly runner: Readonly<Record<string, string>>;
  readonly files: CommandFiles;
  /** `env` of workflow, job and step, and what earlier steps set. */
  readonly env: Readonly<Record<string, string>>;
  /** Directories that earlier steps put in front of PATH, the last one first. */
  readonly path: readonly string[];
  /** INPUT_*, STATE_* and ACTIONS_*. */
  readonly action: Readonly<Record<string, string>>;
}

/** The whole environment of a process: nothing of the sandbox's own leaks in. GITHUB_* and RUNNER_* win. */
export function processEnvironment(variables: ProcessVariables): Record<string, string> {
  const { machine, workspace, github, runner, files, env, path, action } = variables;
  const given = { ...machineVariables(machine, workspace), ...env };
  const context: Readonly<Record<string, unknown>> = {
    ...github,
    env: files.env,
    output: files.output,
    path: files.path,
    state: files.state,
    step_summary: files.stepSummary,
  };
  const fromGitHub = EXPORTED.flatMap((key) => {
    const value = context[key];
    return value === undefined || value === null
      ? []
      : [[`GITHUB_${key.toUpperCase()}`, textOf(value)] as const];
  });
  return {
    ...given,
    PATH: [...path, given.PATH].join(delimiter),
    ...action,
    ...Object.fromEntries(fromGitHub),
    ...Object.fromEntries(
      Object.entries(runner).map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, value]),
    ),
    GITHUB_ACTIONS: "true",
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** INPUT_* as the runner names them: upper case, spaces become `_`, dashes stay. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
}
