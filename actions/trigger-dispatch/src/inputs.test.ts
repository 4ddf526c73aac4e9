import { describe, expect, test } from "@jest/globals";
import type { Run } from "../../../lib/runner/run.ts";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { finishedBuild, OF_A_FORK } from "../finished-build-testing.ts";
import { readInputs, readSender } from "./inputs.ts";
import { planDispatch } from "./plan.ts";

const SHA = "1a2b3c4d".repeat(5);
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const ONE = { container: "my-app", image: "ghcr.io/acme/my-app:{branch}-{short-sha}" };

/** All that is decided before anything is sent. `refused.bundle.test.ts` shows what becomes of a refusal. */
const plan = (inputs: Record<string, string>, run: Partial<Run> = {}) =>
  withInputs(
    {
      action: "actions/trigger-dispatch",
      repository: "acme/my-app",
      event: { name: "push", payload: { repository: { default_branch: "main" } } },
      inputs: { repository: "acme/releases", token: "ghp_1", ...inputs },
      run,
    },
    (run) => {
      const { repository, dryRun, provenance, server, ...requested } = readInputs();
      const planned = planDispatch(run, requested, ID);
      return { repository, provenance, planned, server, sender: readSender(run, { dryRun, server }) };
    },
  );

test("good input is a dispatch", async () => {
  expect(await plan(ONE)).toMatchObject({
    repository: { owner: "acme", repo: "releases" },
    planned: {
      dispatch: {
        dispatch_id: ID,
        releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:main-1a2b3c4" }],
      },
    },
  });
});

/** The releases that it would send. */
const releasesOf = async (inputs: Record<string, string>, run: Partial<Run> = {}) => {
  const { planned } = await plan(inputs, run);
  return "dispatch" in planned ? planned.dispatch.releases : planned.reason;
};

test.each([
  ["{sha}", "refs/heads/main", `app:${SHA}`],
  ["{short-sha}", "refs/heads/main", "app:1a2b3c4"],
  ["{ref-name}", "refs/tags/release/v1+2", "app:release-v1-2"],
  ["{branch}", "refs/heads/feature/über", "app:feature-ber"],
  ["{branch}", "refs/heads/.hidden", "app:hidden"],
  ["{branch}-{short-sha}", `refs/heads/${"b".repeat(114)}`, `app:${"b".repeat(114)}-1a2b3c4`],
  ["{repository-name}", "refs/heads/main", "app:my-app"],
])("an image that holds %s, from %s, is %s", async (placeholder, ref, image) => {
  const inputs = { container: "my-app", image: `app:${placeholder}`, "release-channel": "dev" };
  expect(await releasesOf(inputs, { ref })).toMatchObject([{ image }]);
});

test("a repository with capitals is named in lower case", async () => {
  const image = "ghcr.io/{repository}:{short-sha}";
  const inputs = { container: "{repository-name}", image };
  expect(await releasesOf(inputs, { repository: "Acme/My-App" })).toMatchObject([
    { container: "my-app", image: "ghcr.io/acme/my-app:1a2b3c4" },
  ]);
});

test("several containers go to release-channel unless the list says otherwise", async () => {
  const releases =
    "[{ container: a, image: 'a:1' }, { container: b, image: 'b:1', channel: dev, digest: '' }]";
  expect(await releasesOf({ releases, "release-channel": "stage" })).toMatchObject([
    { channel: "stage" },
    { container: "b", channel: "dev", image: "b:1" },
  ]);
});

test.each([
  ["release/*: stage\n'**': dev\n", "refs/heads/release/v1", "stage"],
  ["'*': dev\n7: prod\n", "refs/heads/7", "dev"],
])("of the map %j, the first pattern that fits %s leads to %s", async (channels, ref, channel) => {
  expect(await releasesOf({ ...ONE, channels }, { ref })).toMatchObject([{ channel }]);
});

test.each([
  ["failed", { conclusion: "failure" }, "build run 41 ended with failure"],
  ["was cancelled", { conclusion: "cancelled" }, "build run 41 ended with cancelled"],
  ["has not ended", { conclusion: null }, "build run 41 ended with no conclusion"],
  [
    "names no repository at all",
    { repository: null, head_repository: null },
    "build run 41 is for a pull request",
  ],
  ["is of a fork whose branch is called main", OF_A_FORK.fields, OF_A_FORK.reason],
  ["is of a pull request", { event: "pull_request_target" }, "build run 41 is for a pull request"],
])("a workflow_run's build that %s releases nothing", async (_name, fields, reason) => {
  const run = { eventName: "workflow_run", event: finishedBuild(fields) };
  expect(await releasesOf(ONE, run)).toBe(reason);
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[string, Record<string, string>, string]>([
    ["no container", { image: "app:v1" }, "Input container is empty: set container and image, or releases."],
    [
      "no image",
      { container: "app" },
      "Input image is empty: set an image with a tag, such as ghcr.io/acme/my-app:{sha}.",
    ],
    [
      "an image without a tag",
      { container: "app", image: "ghcr.io/acme/app" },
      `Input image is "ghcr.io/acme/app", but it has no tag: write ghcr.io/acme/app:<tag>`,
    ],
    [
      "an illegal tag",
      { container: "app", image: "app:a/b c" },
      `Input image is "app:a/b c", but its tag "a/b c" is invalid`,
    ],
    [
      "a tag with a plus",
      { container: "app", image: "app:v1+2" },
      `Input image is "app:v1+2", but its tag "v1+2" is invalid`,
    ],
    [
      "an unknown placeholder",
      { container: "app", image: "app:{tag}" },
      'Input image is "app:{tag}": there is no placeholder {tag}: use one of {sha}, {short-sha}, {ref-name}, {branch}, {repository}, {repository-name}.',
    ],
    [
      "a malformed channel",
      { ...ONE, "release-channel": "Dev/1" },
      `Input release-channel is "Dev/1", but must be lower-case letters and digits`,
    ],
    [
      "a container with a slash",
      { ...ONE, container: "acme/app" },
      `Input container is "acme/app", but must be lower-case letters and digits`,
    ],
    [
      "a container in upper case",
      { ...ONE, container: "App" },
      `Input container is "App", but must be lower-case letters and digits`,
    ],
    ["a broken digest", { ...ONE, digest: "sha256:12" }, `Input digest is "sha256:12", but must be sha256:`],
    [
      "a repository that is none",
      { ...ONE, repository: "releases" },
      'Input repository is "releases": owner/name is allowed.',
    ],
    [
      "no token",
      { ...ONE, token: "" },
      "Input token is empty: give a token with contents: write on the release repository (such as the secret RELEASE_API_PAT), or app-id and private-key",
    ],
    [
      "a dry run of maybe",
      { ...ONE, "dry-run": "maybe" },
      'Input dry-run is "maybe": true or false is allowed.',
    ],
    [
      "releases besides container",
      { ...ONE, releases: "- { container: a, image: b:c }" },
      'Input container is "my-app": with releases, put it in that list.',
    ],
    [
      "a list and a digest",
      { releases: "[{ container: a, image: 'a:1' }]", digest: `sha256:${"1".repeat(64)}` },
      `Input digest is "sha256:${"1".repeat(64)}": with releases, put it in that list.`,
    ],
    [
      "releases that are no list",
      { releases: "container: a" },
      "use a YAML or JSON list of entries with container, image, channel and digest.",
    ],
    ["releases that are no YAML", { releases: `${"#".repeat(5000)}\n[{` }, "it is not valid YAML"],
    [
      "a release with an unknown field",
      { releases: "- { container: a, image: b:c, tag: d }" },
      'Input releases[0].tag is "d": there is no such field: use container, image, channel, digest.',
    ],
    [
      "a release without image",
      { releases: "- { container: a }" },
      "Input releases[0].image is empty: each entry needs container and image.",
    ],
    [
      "a release twice",
      { releases: "[{ container: a, image: 'b:1' }, { container: a, image: 'b:2' }]" },
      "Input releases[1] repeats a in dev, which is releases[0]",
    ],
    [
      "channels that are no map",
      { ...ONE, channels: "dev" },
      'Input channels is "dev": use a YAML map, such as main: dev.',
    ],
    [
      "more than 64 KB",
      {
        releases: JSON.stringify(
          Array.from({ length: 450 }, (_, i) => ({ container: `app-${i}`, image: `app:${"x".repeat(120)}` })),
        ),
      },
      "but GitHub accepts 65535: split the releases into several dispatches",
    ],
    [
      "more than 500 releases",
      {
        releases: JSON.stringify(
          Array.from({ length: 501 }, (_, i) => ({ container: `a${i}`, image: "b:c" })),
        ),
      },
      "releases is a list of 501, but must be a list of 1 to 500 releases",
    ],
  ])("%s", async (_name, inputs, message) => {
    await expect(plan(inputs)).rejects.toThrow(message);
  });
});
