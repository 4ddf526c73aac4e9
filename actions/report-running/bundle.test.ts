import { expect, test } from "@jest/globals";
import { feedGit, fileNow } from "@release-channels/sandbox";
import {
  DATABASE,
  gitDirOf,
  github,
  headOf,
  idOf,
  ON_BRANCH,
  operations,
  release,
  releases,
  report,
  rolledOut,
  sha,
  SOURCE,
  state,
} from "./testing.ts";

test("by hand, with a token: seven requests", async () => {
  const revision = await release(1);
  const { exitCode, outputs, annotations } = await report({ revision });
  expect([exitCode, annotations]).toEqual([0, []]);
  const ofReleases = ["RolloutsOfEnvironment", "FileAt", ON_BRANCH, "FileAt", "FileHistory"];
  expect(operations()).toEqual([...ofReleases, "OpenDeployments", "SetDeploymentStates"]);
  expect(outputs["revision"]).toBe(revision);
  expect(JSON.parse(outputs["results"] ?? "")).toEqual([
    {
      repository: SOURCE,
      sha,
      channel: "dev",
      "dispatch-id": idOf(1),
      state: "success",
      outcome: "told",
      reason: "",
    },
  ]);
  expect(state(1)).toBe("success");
});

test("a build is told although more than a hundred commits of others came after its release", async () => {
  await release(50);
  const standing = fileNow(gitDirOf(releases), "refs/heads/main", DATABASE);
  const commits = Array.from({ length: 120 }, (_, index) => {
    const changed = `${standing}${"\n".repeat(index + 1)}`;
    const from = index === 0 ? `from ${headOf(releases)}\n` : "";
    const committer = `committer Mona <mona@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`;
    const file = `M 100644 inline ${DATABASE}\ndata ${Buffer.byteLength(changed)}\n${changed}\n`;
    return `commit refs/heads/main\n${committer}data 4\nEdit\n${from}${file}`;
  });
  await feedGit(gitDirOf(releases), commits.join(""), "fast-import", "--quiet");
  const { exitCode, outputs } = await report({ revision: headOf(releases) });
  expect(exitCode).toBe(0);
  expect(operations().filter((operation) => operation === "FileHistory")).toHaveLength(2);
  expect(JSON.parse(outputs["results"] ?? "")).toMatchObject([{ "dispatch-id": idOf(50), outcome: "told" }]);
  expect(state(50)).toBe("success");
});

test("what ran already costs two requests, and is told to nobody", async () => {
  const revision = await release(2);
  await rolledOut(revision);
  await rolledOut(revision);
  const statusOf = github.deployments(releases)[0]!.statuses[0]!;
  const payload = {
    deployment: { sha: revision, environment: "release-api" },
    deployment_status: { node_id: "unknown", state: statusOf.state, description: "" },
  };
  const { exitCode, outputs } = await report({}, "deployment_status", payload);
  expect([exitCode, outputs["results"]]).toEqual([0, "[]"]);
  expect(operations()).toEqual(["RolloutsOfEnvironment", "FileAt"]);
  expect(state(2)).toBe("in_progress");
});

test("a lost answer changes nothing: the same is told once more", async () => {
  const revision = await release(3);
  github.inject({
    operation: "graphql:SetDeploymentStates",
    fault: { kind: "drop", when: "after" },
    times: 1,
  });
  const { exitCode, annotations } = await report({ revision });
  expect([exitCode, annotations, state(3)]).toEqual([0, [], "success"]);
});
