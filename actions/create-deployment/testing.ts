import { afterAll, beforeEach } from "@jest/globals";
import { testGitHub, type Deployment } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action share: a job of acme/app, with acme/other next to it. */

export const APP = "acme/app";
export const PAGE = "/acme/app/actions/runs/42";

export const github = await testGitHub();
for (const name of [APP, "acme/other"]) {
  await github.createRepository(name, { private: true, files: { "README.md": `# ${name}\n` } });
}

beforeEach(() => {
  github.clearFaults();
  github.forgetRequests();
});
afterAll(() => github.stop());

export const tokenFor = (repositories: readonly string[], deployments: "read" | "write" = "write"): string =>
  github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories,
    permissions: { deployments, contents: "write", statuses: "write" },
  });

export async function send(path: string, body?: object): Promise<{ sha: string; id: number }> {
  const answer = await fetch(`${github.apiUrl}/${path}`, {
    headers: { authorization: `Bearer ${tokenFor([APP, "acme/other"])}` },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { sha: string; id: number };
}

export const token = tokenFor([APP]);
export const head = (await send(`repos/${APP}/commits/main`)).sha;

let count = 0;
/** Each test has an environment of its own. */
export function fresh(prefix = "staging"): string {
  count += 1;
  return `${prefix}-${count}`;
}

export const stepOf = (inputs: Record<string, string>, step: Partial<Step> = {}): Step => ({
  action: "actions/create-deployment",
  github,
  token,
  repository: APP,
  sha: head,
  event: { name: "push", payload: { repository: { default_branch: "main" } } },
  runId: 42,
  ...step,
  inputs,
});

export const run = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep(stepOf(inputs, step));

/** The step at the end of the job. */
export const end = (
  inputs: Record<string, string>,
  { state }: Pick<StepResult, "state">,
  jobStatus: Step["jobStatus"],
  step: Partial<Step> = {},
): Promise<StepResult> =>
  runStep(stepOf(inputs, { ...step, stage: "post", state, ...(jobStatus && { jobStatus }) }));

export const deploymentsOf = (environment: string, repository = APP): readonly Deployment[] =>
  github.deployments(repository).filter((deployment) => deployment.environment === environment);

/** States as they came, the first one first. */
export const statesOf = ({ statuses }: Deployment): string[] =>
  statuses.map(({ state }) => state).toReversed();

export const requests = (): string[] =>
  github.requests.map(({ operation }) => operation.replace("repos/", ""));

export const errorOf = ({ annotations }: StepResult): string =>
  annotations.find(({ level }) => level === "error")?.message ?? "";
