import type { GitHub } from "@release-channels/sandbox";
import { dataPrepScenarios } from "./data-prep-scenarios.ts";
import type { Play, Scenario } from "./scenario.ts";
import { MY_APP, RELEASES } from "./side.ts";

const source = {
  repository: MY_APP,
  sha: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
  ref: "refs/heads/main",
  run_attempt: 1,
};

/** A build's dispatch, as trigger-dispatch sends it. */
function build(runId: number, releases: readonly object[]): Play {
  return dispatch({
    version: 1,
    dispatch_id: `00000000-0000-4000-8000-${String(runId).padStart(12, "0")}`,
    releases,
    source: { ...source, run_id: runId },
  });
}

function dispatch(payload: object): Play {
  const body = { event_type: "update-release-channel", client_payload: payload };
  return ({ github }) => send(github, `/repos/${RELEASES}/dispatches`, body);
}

/** A workflow's form, filled in by hand. */
function form(workflow: string, inputs: object, repository = RELEASES): Play {
  const path = `/repos/${repository}/actions/workflows/${workflow}.yml/dispatches`;
  return ({ github }) => send(github, path, { ref: "main", inputs });
}

const myApp = (tag: string) => ({
  container: "my-app",
  channel: "dev",
  image: `ghcr.io/acme/my-app:${tag}`,
});
const worker = { container: "worker", channel: "dev", image: "ghcr.io/acme/worker:v1" };

/** In this order: each builds on those before it. */
export const scenarios: readonly Scenario[] = [
  {
    title: "two containers of one build are applied",
    ends: ["success: my-app in dev applied, worker in dev applied"],
    play: build(2, [myApp("v2"), worker]),
  },
  {
    title: "an older build is superseded",
    ends: ["success: my-app in dev superseded"],
    play: build(1, [myApp("v1")]),
  },
  {
    title: "a newer build is applied",
    ends: ["success: my-app in dev applied"],
    play: build(3, [myApp("v3")]),
  },
  {
    title: "an invalid payload is rejected",
    ends: ["failure: rejected, Write the release: failure"],
    play: dispatch({ container: "My App", release_channel: "dev", image: "ghcr.io/acme/my-app" }),
  },
  {
    title: "dev is promoted to prod",
    ends: ["success: my-app in prod applied, worker in prod applied"],
    play: form("promote-release", { containers: "*", from: "dev", to: "prod" }),
  },
  {
    title: "a promotion of nothing is refused",
    ends: ["failure: rejected, Promote: failure"],
    play: form("promote-release", { containers: "nobody", from: "dev", to: "prod" }),
  },
  {
    title: "dev is rolled back and pinned",
    ends: ["success: my-app in dev applied"],
    play: form("rollback-release", { containers: "my-app", channel: "dev", reason: "incident 42" }),
  },
  {
    title: "a build is held by the pin",
    ends: ["success: my-app in dev held"],
    play: build(4, [myApp("v4")]),
  },
  {
    title: "with fail-on-held, a held release fails the run",
    ends: ["failure: my-app in dev held, Write the release: failure"],
    play: form("update-database", {
      container: "my-app",
      release_channel: "dev",
      image: "ghcr.io/acme/my-app:v5",
      fail_on_held: "true",
    }),
  },
  {
    title: "the pin is removed",
    ends: ["success: my-app in dev applied"],
    play: form("rollback-release", { containers: "my-app", channel: "dev", unpin: "true" }),
  },
  {
    title: "a source repository releases by its own workflow, with proof",
    ends: ["success: dispatch success", "success: my-app in dev applied"],
    play: form("update-release-channel", { image: "ghcr.io/acme/my-app:v6", release_channel: "dev" }, MY_APP),
  },
  ...dataPrepScenarios,
];

/** Sends a request as a person with write access. */
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
