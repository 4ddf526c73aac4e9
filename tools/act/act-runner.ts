import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import {
  listFiles,
  readBlob,
  unpackCommit,
  type GitHub,
  type WorkflowEvent,
  type WorkflowRun,
} from "@release-channels/sandbox";
import { runAct } from "./act-process.ts";
import { unpackCalled } from "./called.ts";
import { actLogText, readActLog, withSecrets } from "./log.ts";
import { localRepositories } from "./stand-ins.ts";
import type { Trace } from "./trace.ts";
import { isStartedBy, readWorkflowFacts, type WorkflowFacts } from "./workflow-file.ts";

/** Secrets or variables, by repository's full name and their own. */
export type Settings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Runs a sandbox GitHub's workflows with act (https://github.com/nektos/act), one after the other, on this machine. */
export class ActRunner {
  readonly traces: Trace[] = [];
  readonly #github: GitHub;
  readonly #directory: string;
  readonly #settings: { readonly secrets: Settings; readonly variables: Settings };
  readonly #stop: () => void;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * @param directory everything is written below it
   */
  constructor(
    github: GitHub,
    directory: string,
    settings: { readonly secrets: Settings; readonly variables: Settings },
  ) {
    this.#github = github;
    this.#directory = directory;
    this.#settings = settings;
    this.#stop = github.onEvent((event) => {
      this.#waiting++;
      this.#queue = this.#queue.then(() => this.#take(event)).finally(() => this.#waiting--);
    });
  }

  /** Waits until there is nothing left to do. @throws what act could not do */
  async idle(): Promise<void> {
    while (this.#waiting > 0) await this.#queue;
  }

  close(): void {
    this.#stop();
  }

  async #take(event: WorkflowEvent): Promise<void> {
    const { gitDir } = event.repository;
    const files = await listFiles(gitDir, event.sha, ".github/workflows");
    for (const [path, blob] of files) {
      if (event.workflowPath !== undefined && event.workflowPath !== path) continue;
      const facts = readWorkflowFacts(await readBlob(gitDir, blob));
      if (isStartedBy(facts, event)) this.traces.push(await this.#run(event, path, facts));
    }
  }

  async #run(event: WorkflowEvent, path: string, facts: WorkflowFacts): Promise<Trace> {
    const { runs } = this.#github;
    const run = runs.create({
      event,
      workflowPath: path,
      workflowName: facts.name,
      displayTitle: facts.name,
    });
    runs.update(run.id, { status: "in_progress" });
    const folder = join(this.#directory, String(run.id));
    await mkdir(join(folder, "home"), { recursive: true });
    await unpackCommit(event.repository.gitDir, event.sha, join(folder, "files"));
    await writeFile(join(folder, "event.json"), JSON.stringify(event.payload));
    const called = await unpackCalled(this.#github, join(folder, "called"), facts.calls);
    const uses = [facts, ...called.facts.values()].flatMap((file) => file.uses);
    const local = [...called.local, ...(await localRepositories(join(folder, "stand-ins"), uses))];
    const { code, lines } = await runAct(
      actArguments(run, folder, local, this.#variables(run)),
      this.#environment(run, facts, join(folder, "home")),
      this.#secrets(run).flatMap((name) => ["--secret", name]),
    );
    const conclusion = code === 0 ? "success" : "failure";
    runs.update(run.id, { status: "completed", conclusion });
    return {
      workflow: path,
      conclusion,
      jobs: readActLog(lines, { jobs: withSecrets(facts.jobs, this.#secrets(run)) }, called.facts),
      log: actLogText(lines),
    };
  }

  #variables({ event, id }: WorkflowRun): readonly string[] {
    const { url, apiUrl, graphqlUrl } = this.#github;
    const repository = event.repository.fullName;
    const variables = Object.entries(this.#settings.variables[repository] ?? {});
    const environment = {
      GITHUB_REPOSITORY: repository,
      GITHUB_SERVER_URL: url,
      GITHUB_API_URL: apiUrl,
      GITHUB_GRAPHQL_URL: graphqlUrl,
      GITHUB_REF: event.ref,
      GITHUB_RUN_ID: String(id),
      // act uses this as GITHUB_SHA.
      SHA_REF: event.sha,
    };
    return [
      ...variables.map(([name, value]) => `--var=${name}=${value}`),
      ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
    ];
  }

  #secrets({ event }: WorkflowRun): readonly string[] {
    return ["GITHUB_TOKEN", ...Object.keys(this.#settings.secrets[event.repository.fullName] ?? {})];
  }

  /** act's environment, which every step inherits. act reads secrets from it. */
  #environment(run: WorkflowRun, facts: WorkflowFacts, home: string): Record<string, string> {
    const { event } = run;
    const { "id-token": idToken, ...permissions } = facts.permissions;
    const token = this.#github.createToken({
      actor: "github-actions[bot]",
      kind: "actions",
      repositories: [event.repository.fullName],
      permissions: { ...permissions, metadata: "read" },
    });
    return {
      ...this.#settings.secrets[event.repository.fullName],
      ...(idToken === "write" && this.#idTokenVariables(run, facts)),
      PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
      HOME: home,
      GITHUB_TOKEN: token,
    };
  }

  #idTokenVariables(
    { event, id, runNumber, runAttempt, repository, workflowPath }: WorkflowRun,
    { name }: WorkflowFacts,
  ) {
    const { ref, sha, actor } = event;
    const workflow = { name, repository: repository.fullName, path: workflowPath, ref, sha };
    const request = this.#github.oidc.requestFor({
      repository,
      ref,
      sha,
      runId: id,
      runNumber,
      runAttempt,
      actor,
      eventName: event.name,
      workflow,
      jobWorkflow: workflow,
    });
    return { ACTIONS_ID_TOKEN_REQUEST_URL: request.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: request.token };
  }
}

function actArguments(
  { event, workflowPath }: WorkflowRun,
  folder: string,
  local: readonly string[],
  variables: readonly string[],
): readonly string[] {
  return [
    event.name,
    "--json",
    "--no-skip-checkout",
    "--no-cache-server",
    "--platform=ubuntu-latest=-self-hosted",
    `--directory=${join(folder, "files")}`,
    `--workflows=${workflowPath}`,
    `--eventpath=${join(folder, "event.json")}`,
    `--actor=${event.actor}`,
    `--action-cache-path=${join(folder, "cache")}`,
    ...local.map((repository) => `--local-repository=${repository}`),
    ...variables,
  ];
}
