import { expect, test } from "@jest/globals";
import { runningChart, runningImage, type Running } from "./running.ts";

const NAME = "ghcr.io/acme/my-app";
const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const eu = (...images: readonly string[]): Running => ({ cluster: "prod-eu", images });
const us = (...images: readonly string[]): Running => ({ cluster: "prod-us", images });

test.each([
  ["by its tag, beside others", [eu("nginx:1", `${NAME}:main-1`, `${NAME}-2:main-2`)], { tag: "main-1" }],
  ["by its digest", [eu(`${NAME}@${DIGEST}`)], { digest: DIGEST }],
  [
    "the same in two clusters",
    [eu(`${NAME}:main-1@${DIGEST}`), us(`${NAME}:main-1@${DIGEST}`)],
    { tag: "main-1", digest: DIGEST },
  ],
])("the one image that runs: %s", (_what, running, image) => {
  expect(runningImage(running, NAME)).toMatchObject({ kind: "one", one: image });
});

test.each([
  [
    "nothing runs",
    [eu(`${NAME}:main-1`), us()],
    "prod-us runs nothing of it: deploy it, or undeploy it, so that git says so",
  ],
  [
    "other image",
    [eu(`${NAME}-2:main-1`, "nginx:1")],
    `prod-eu runs ${NAME}-2:main-1, nginx:1, and none of them is ${NAME}, which db/policy.json has for it: deploy one of those`,
  ],
  [
    "several run",
    [eu(`${NAME}:main-1`, `${NAME}:main-2`)],
    "prod-eu runs main-1 and main-2 at once: wait until its rollout has ended, and ask again",
  ],
  [
    "several run",
    [eu(`${NAME}:main-1`), us(`${NAME}:main-2`)],
    "prod-eu runs main-1, and prod-us main-2, and git says one for both: deploy the one that should run",
  ],
])("no image: %s", (code, running, because) => {
  expect(runningImage(running, NAME)).toEqual({ kind: "none", code, because });
});

test("the one version of a chart that runs", () => {
  const chart = { version: "1.4.2", digest: DIGEST };
  const at = (cluster: string, version: string, digest: string | undefined): Running => ({
    cluster,
    images: [],
    chart: { version, digest },
  });
  expect(runningChart([at("eu", "1.4.2", DIGEST), at("us", "1.4.2", DIGEST)])).toEqual({
    kind: "one",
    one: chart,
  });
  expect(runningChart([eu()])).toMatchObject({
    code: "nothing runs",
    because: "prod-eu has no version of its chart installed: deploy one",
  });
  expect(runningChart([at("eu", "1.4.2", undefined), at("us", "1.4.3", undefined)])).toMatchObject({
    because: "eu runs 1.4.2, and us 1.4.3, and git says one for both: deploy the one that should run",
  });
  expect(runningChart([at("eu", "1.4.2", DIGEST), at("us", "1.4.2", OTHER)])).toMatchObject({
    because: `eu runs 1.4.2 (${DIGEST}), and us 1.4.2 (${OTHER}), and git says one for both: deploy the one that should run`,
  });
});
