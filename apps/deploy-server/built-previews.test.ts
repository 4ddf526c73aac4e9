import { expect, test } from "@jest/globals";
import { previewNamespace } from "../../lib/deploys/branch-preview.ts";
import { previewsOf } from "../../lib/store/previews.ts";
import {
  branchFrom,
  gone,
  image,
  imageIn,
  live,
  namespaces,
  NEAR,
  PREVIEWS,
  stands,
  world,
  X,
} from "./previews-testing.ts";
import { appConfig, deployment } from "./testing/config-world.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { SOURCE } from "./testing/world.ts";

test("an image's branch is shown once it is built, by its digest, and a late build of a deleted one brings nothing back", async () => {
  await pushFiles(world.github, {
    repository: SOURCE,
    files: { ".deploy/my-app.yaml": appConfig(image, PREVIEWS), "k8s/app.yaml": deployment(image, 2) },
  });
  for (const branch of [X, NEAR]) await branchFrom(SOURCE, branch);
  const files = { "k8s/app.yaml": deployment(image, 1) };
  const sha = await pushFiles(world.github, { repository: SOURCE, branch: X, files });
  const waiting = await stands("my-app", X, (one) => one?.sha === sha && one.says !== undefined);
  expect(waiting.found).toMatchObject({
    state: "waiting",
    says: `waits for the build of ${sha.slice(0, 7)} of ${SOURCE}`,
    placed: undefined,
  });
  const built = await world.build(X);
  expect(built.sha).toBe(sha);
  await stands("my-app", X, live(sha));
  const own = previewNamespace("my-app-{branch}", X);
  expect(imageIn(own)).toBe(`${built.image}@${built.digest}`);
  // Of the other branch nothing was built.
  expect((await stands("my-app", NEAR, () => true)).found).toMatchObject({ state: "waiting" });
  expect(namespaces()).not.toContain("my-app-feature-x");

  await moveBranch(world.github, { repository: SOURCE, branch: NEAR });
  await moveBranch(world.github, { repository: SOURCE, branch: X });
  await stands("my-app", X, gone);
  await stands("my-app", NEAR, gone);
  const { github } = world;
  const repository = github.repository(SOURCE);
  const event = { name: "push", repository, ref: `refs/heads/${X}`, sha, actor: "alice", payload: {} };
  const workflow = {
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  };
  const run = github.runs.create({ event, ...workflow });
  github.runs.update(run.id, { status: "completed", conclusion: "success" });
  await world.settled();
  expect(await previewsOf(world.store.db, ["my-app"])).toEqual([]);
  expect(namespaces()).not.toContain(own);
});

test("a failed build leaves what runs, and says so", async () => {
  await branchFrom(SOURCE, "fix");
  const first = await world.build("fix");
  await stands("my-app", "fix", live(first.sha));
  const sha = await pushFiles(world.github, {
    repository: SOURCE,
    branch: "fix",
    files: { "README.md": "broken\n" },
  });
  const { github } = world;
  const repository = github.repository(SOURCE);
  const event = { name: "push", repository, ref: "refs/heads/fix", sha, actor: "alice", payload: {} };
  const workflow = {
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  };
  const run = github.runs.create({ event, ...workflow });
  github.runs.update(run.id, { status: "completed", conclusion: "failure" });
  const { found } = await stands("my-app", "fix", (one) => one?.state === "refused");
  expect(found?.says).toMatch(
    new RegExp(`^the build of ${sha.slice(0, 7)} of ${SOURCE} failed \\(.*\\): mend it, and push$`),
  );
  expect(found?.deployed?.configSha).toBe(first.sha);
  expect(imageIn("my-app-fix")).toBe(`${first.image}@${first.digest}`);
});
