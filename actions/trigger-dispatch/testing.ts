import { afterAll, afterEach } from "@jest/globals";
import { testGitHub, tokenFor, type WorkflowEvent } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: a build of acme/my-app, and what it sends to acme/releases. */

export const SHA = "1a2b3c4d".repeat(5);
/** Inputs whose provenance is the action's own default. */
export const AUTO = { container: "my-app", image: "ghcr.io/acme/my-app:{branch}-{short-sha}" };
/** The same without provenance: for tests of everything else. */
export const ONE = { ...AUTO, provenance: "off" };

export const github = await testGitHub();
await github.createRepository("acme/releases", { private: true, files: { "README.md": "# Releases\n" } });
await github.createRepository("acme/my-app", { private: true });
export const token = tokenFor(github, ["acme/releases"], { contents: "write", metadata: "read" });

/** What arrived in this test. */
export const events: WorkflowEvent[] = [];
github.onEvent((event) => events.push(event));

afterEach(() => {
  events.length = 0;
  github.clearFaults();
  github.forgetRequests();
});
afterAll(() => github.stop());

export const run = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({
    action: "actions/trigger-dispatch",
    github,
    repository: "acme/my-app",
    sha: SHA,
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    runId: 42,
    ...step,
    inputs: { repository: "acme/releases", token, ...inputs },
  });

export const payloads = () =>
  events.map(({ payload }) => payload["client_payload"] as Record<string, unknown>);
