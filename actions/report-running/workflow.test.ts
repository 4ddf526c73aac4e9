import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { logOf, notify } from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";
import {
  argo,
  build,
  claim,
  cluster,
  deployments,
  developer,
  failToSync,
  globex,
  head,
  MY_APP,
  OTHER,
  publish,
  RELEASES,
  reports,
  sandbox,
  start,
  sync,
  untold,
  warningsOf,
} from "./workflow-testing.ts";

test("from a build to the cluster: what runs is a success in the build's repository", async () => {
  await build(MY_APP, "api dev v1, worker dev v1, api stage v1");
  // From here on, without the minute that an image takes.
  sandbox.runner.setVariable(RELEASES, "PUBLISH", "false");
  expect(deployments(MY_APP, "dev")).toEqual([["in_progress", "Committed; the cluster has yet to serve it"]]);
  expect(head().message.split("\n")[0]).toBe("deploy(release-channel-api): 1.0.0");
  sandbox.github.forgetRequests();
  const { run, jobs } = await sync();
  expect([run.event.name, run.conclusion, run.event.sha]).toEqual([
    "workflow_dispatch",
    "success",
    cluster.revision,
  ]);
  expect(deployments(MY_APP, "dev")).toEqual([
    ["in_progress", "success", "The cluster serves api v1, worker v1"],
  ]);
  expect(deployments(MY_APP, "stage")).toEqual([["in_progress", "success", "The cluster serves api v1"]]);
  const token = "create-installation-access-token";
  for (const { grant, actor } of sandbox.github.requests) {
    if (grant?.installationId === undefined || actor?.startsWith("acme-bot") !== true) continue;
    expect(grant).toMatchObject({ repositories: [MY_APP], permissions: { deployments: "write" } });
    expect(grant.permissions).not.toHaveProperty("contents");
  }
  const made = sandbox.github.requests
    .filter(({ actor, operation }) => actor !== "argo-cd[bot]" && !operation.startsWith("git:"))
    .map(({ operation }) => operation.replace(/^(apps|repos|graphql:)\/?/, ""));
  // By the run of the deployed commit, which does nothing else.
  const restart = "actions/create-workflow-dispatch";
  const ofReleases = [
    "RolloutsOfEnvironment",
    "FileAt",
    "compare-commits-with-basehead",
    "FileAt",
    "FileHistory",
  ];
  const ofSource = ["OpenDeployments", "SetDeploymentStates", "revoke-installation-access-token"];
  expect(made).toEqual([restart, ...ofReleases, "get-repo-installation", token, ...ofSource]);
  expect(jobs[0]?.summary).toContain("The cluster serves api v1, worker v1");
});

test("the next release is told, and what ran before is not told again", async () => {
  await build(MY_APP, "api dev v2");
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev")).toEqual([
    ["in_progress", "success", "The cluster serves api v2"],
    // Its worker runs.
    ["in_progress", "success", "The cluster serves api v1, worker v1"],
  ]);
  expect(deployments(MY_APP, "stage")).toHaveLength(1);
});

test("a release that is committed and not in the image waits for its own", async () => {
  await build(MY_APP, "api dev v3");
  await publish();
  await build(MY_APP, "worker stage v3");
  await sync();
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves api v3"]);
  expect(deployments(MY_APP, "stage")[0]?.at(0)).toBe("in_progress");
  expect(deployments(MY_APP, "stage")[0]).toHaveLength(2);
  await publish();
  await sync();
  expect(deployments(MY_APP, "stage")[0]).toEqual(["in_progress", "success", "The cluster serves worker v3"]);
});

test("one that was overtaken says by which", async () => {
  await build(MY_APP, "api dev v4");
  await build(MY_APP, "api dev v5");
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev").slice(0, 2)).toEqual([
    ["in_progress", "success", "The cluster serves api v5"],
    ["in_progress", "inactive", "Overtaken: api v5 came instead"],
  ]);
});

test("a rollout that fails is told with its reason, and told again when it works", async () => {
  await build(MY_APP, "api dev v6");
  await publish();
  await failToSync();
  const failure = "The rollout failed: Sync of release-channel-api failed: no such image";
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "failure", failure]);
  await sync();
  expect(deployments(MY_APP, "dev")[0]).toEqual([
    "in_progress",
    "failure",
    "success",
    "The cluster serves api v6",
  ]);
});

test("each organisation is told by itself: one that suspends the App does not stop the others", async () => {
  await build(MY_APP, "api dev v7");
  await build(OTHER, "other dev v7");
  await publish();
  sandbox.github.suspendInstallation(globex.id);
  const record = await sync();
  expect(record.run.conclusion).toBe("success");
  expect(deployments(OTHER, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves other v7"]);
  expect(deployments(MY_APP, "dev")[0]?.slice(0, -1)).toEqual(["in_progress"]);
  expect(warningsOf(record)).toMatchObject([
    {
      title: `Not reported to ${MY_APP}`,
      message: expect.stringContaining("its installation in globex is suspended"),
    },
  ]);
  expect(record.jobs[0]?.summary).toContain("could not be reported");
});

test("what was missed is told by hand", async () => {
  await start("report-running", { revision: cluster.revision });
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves api v7"]);
  expect(logOf(reports().at(-1)!, "report")).toContain("success, already up to date");
});

test("what is promoted is told to the repository of a build that is proved, and to none that is only claimed", async () => {
  await claim(OTHER, "claimed", randomUUID());
  await start("promote-release", { containers: "api, worker, claimed", from: "dev", to: "prod" });
  await publish();
  sandbox.github.forgetRequests();
  const record = await sync();
  expect(deployments(MY_APP, "prod")).toEqual([["success", "The cluster serves api v7, worker v1"]]);
  expect(deployments(OTHER, "prod")).toEqual([]);
  expect(logOf(record, "report")).toContain(untold(OTHER, "prod"));
  expect(record.jobs[0]?.summary).toContain("not reported: nothing proves the source");
  const made = sandbox.github.requests.filter(({ actor }) => actor?.startsWith("acme-bot") === true);
  expect(made.map(({ operation }) => operation.split("/").at(-1))).toEqual([
    "get-repo-installation",
    "create-installation-access-token",
    "graphql:OpenDeployments",
    "create-deployment",
    "graphql:OpenDeployments",
    "graphql:SetDeploymentStates",
    "revoke-installation-access-token",
  ]);
});

test("what is gone back to is told, and what ran is inactive", async () => {
  await start("rollback-release", { containers: "api", channel: "dev", reason: "v7 is slow" });
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev").slice(0, 2)).toEqual([
    ["success", "The cluster serves api v6"],
    ["in_progress", "success", "inactive", "The cluster serves api v6 instead"],
  ]);
});

describe("nobody is told", () => {
  test("a source that nothing but a claim names, though it has such a deployment", async () => {
    const { sha } = sandbox.github.deployments(MY_APP)[0]!;
    const id = randomUUID();
    const token = sandbox.github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [MY_APP],
      permissions: { contents: "read", deployments: "write", metadata: "read" },
    });
    const answer = await fetch(`${sandbox.github.apiUrl}/repos/${MY_APP}/deployments`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        ref: sha,
        environment: "dev",
        payload: { creation_id: id },
        required_contexts: [],
      }),
    });
    expect(answer.status).toBe(201);
    await claim(MY_APP, "forged", id);
    await publish();
    const record = await sync();
    expect(deployments(MY_APP, "dev")[0]).toEqual([""]);
    expect(logOf(record, "report")).toContain(untold(MY_APP, "dev"));
  });

  test("of a status in another environment, or of a rollout that goes on", async () => {
    const revision = cluster.revision;
    await notify({ ...argo, environment: "elsewhere" }, { revision, state: "success", message: "" });
    await notify(argo, { revision, state: "in_progress", message: "" });
    await sandbox.runner.idle();
    expect(
      sandbox.runner.runs
        .filter(({ run }) => run.event.name === "deployment_status")
        .slice(-2)
        .map(({ jobs }) => jobs.map(({ result }) => result).join(" ")),
    ).toEqual(["skipped skipped", "skipped skipped"]);
  });

  test("of an image that a person pinned: a warning says what to do", async () => {
    const answer = await runStep({
      action: "actions/pin-image",
      github: sandbox.github,
      token: developer,
      repository: RELEASES,
      event: { name: "push", payload: { repository: { default_branch: "main" } } },
      inputs: { name: "release-channel-api", image: "ghcr.io/acme/mine", digest: `sha256:${"a".repeat(64)}` },
    });
    expect(answer.exitCode).toBe(0);
    const record = await sync();
    expect(record.run.conclusion).toBe("success");
    expect(warningsOf(record)[0]?.message).toMatch(/pins release-channel-api but does not say which commit/);
  });
});
