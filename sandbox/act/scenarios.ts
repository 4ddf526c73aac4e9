import type { GitHub } from "../github/model.ts";
import { dataPrepScenarios } from "./data-prep-scenarios.ts";
import { MY_APP, RELEASES, type Side } from "./side.ts";

/** Something that someone does on GitHub, which starts a workflow. */
export interface Scenario {
  readonly title: string;
  readonly play: (side: Side) => Promise<unknown>;
}

const source = {
  repository: MY_APP,
  sha: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
  ref: "refs/heads/main",
  run_attempt: 1,
};

/** A build's dispatch, as trigger-dispatch sends it. */
function build(title: string, runId: number, releases: readonly object[]): Scenario {
  const payload = {
    version: 1,
    dispatch_id: `00000000-0000-4000-8000-${String(runId).padStart(12, "0")}`,
    releases,
    source: { ...source, run_id: runId },
  };
  return dispatch(title, payload);
}

function dispatch(title: string, payload: object): Scenario {
  const body = { event_type: "update-release-channel", client_payload: payload };
  return { title, play: ({ github }) => send(github, `/repos/${RELEASES}/dispatches`, body) };
}

/** A workflow's form, filled in by hand. */
function form(title: string, workflow: string, inputs: object, repository = RELEASES): Scenario {
  const path = `/repos/${repository}/actions/workflows/${workflow}.yml/dispatches`;
  return { title, play: ({ github }) => send(github, path, { ref: "main", inputs }) };
}

const myApp = (tag: string) => ({
  container: "my-app",
  channel: "dev",
  image: `ghcr.io/acme/my-app:${tag}`,
});
const worker = { container: "worker", channel: "dev", image: "ghcr.io/acme/worker:v1" };

/** In this order: each finds what those before it have left. */
export const scenarios: readonly Scenario[] = [
  build("two containers of one build are applied", 2, [myApp("v2"), worker]),
  build("an older build is superseded", 1, [myApp("v1")]),
  build("a newer build is applied", 3, [myApp("v3")]),
  dispatch("a payload that makes no sense is rejected", {
    container: "My App",
    release_channel: "dev",
    image: "ghcr.io/acme/my-app",
  }),
  form("dev is promoted to prod", "promote-release", { containers: "*", from: "dev", to: "prod" }),
  form("a promotion of nothing is refused", "promote-release", {
    containers: "nobody",
    from: "dev",
    to: "prod",
  }),
  form("dev is rolled back and pinned", "rollback-release", {
    containers: "my-app",
    channel: "dev",
    reason: "incident 42",
  }),
  build("a build is held by the pin", 4, [myApp("v4")]),
  form("a person who wants to know is told that it is held", "update-database", {
    container: "my-app",
    release_channel: "dev",
    image: "ghcr.io/acme/my-app:v5",
    fail_on_held: "true",
  }),
  form("the pin is taken off", "rollback-release", { containers: "my-app", channel: "dev", unpin: "true" }),
  form(
    "a source repository releases by its own workflow, with proof",
    "update-release-channel",
    { image: "ghcr.io/acme/my-app:v6", release_channel: "dev" },
    MY_APP,
  ),
  ...dataPrepScenarios,
];

/** Sends a request as a person who may do so. */
async function send(github: GitHub, path: string, body: object): Promise<void> {
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, MY_APP],
    permissions: { actions: "write", contents: "write", metadata: "read" },
  });
  const answer = await fetch(github.apiUrl + path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 204) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
}
