import { describe, expect, test } from "@jest/globals";
import type { StepResult } from "../../tools/testing/run-step.ts";
import {
  ask,
  DATABASE,
  developer,
  github,
  headOf,
  ON_BRANCH,
  operations,
  release,
  releases,
  report,
  SOURCE,
  state,
} from "./testing.ts";

test.each<[string, () => Promise<StepResult>, string]>([
  [
    "without anyone to report as",
    () => report({ token: "", revision: "a".repeat(40) }),
    "neither an App nor a token",
  ],
  [
    "of a rollout that goes on",
    () =>
      report({}, "deployment_status", {
        deployment: { sha: "a".repeat(40), environment: "release-api" },
        deployment_status: { node_id: "x", state: "in_progress", description: "" },
      }),
    "the rollout has not ended",
  ],
])("nothing is asked %s", async (_name, step, text) => {
  const { exitCode, log } = await step();
  expect([exitCode, operations()]).toEqual([0, []]);
  expect(log).toContain(text);
});

test.each([
  [{ revision: "main" }, `Input revision is "main": give all 40 hexadecimal digits of the commit's sha.`],
  [{}, "Input revision is empty: set it, or run on the event deployment_status."],
  [{ revision: "a".repeat(40), state: "done" }, 'Input state is "done": success or failure is allowed.'],
  [{ revision: "a".repeat(40), "github-token": "" }, "Input github-token is empty"],
])("%j is refused", async (inputs, message) => {
  const { exitCode, annotations } = await report(inputs);
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain(message);
});

test.each([
  [{ revision: "a".repeat(40) }, "is not a commit of"],
  [{ path: "db/none.json" }, "db/none.json does not exist in"],
  [{ branch: "elsewhere" }, "Could not look for"],
  [{ "github-token": "wrong" }, "is wrong, expired or revoked"],
])("with %j it warns, and the job goes on", async (inputs, message) => {
  const { exitCode, annotations } = await report({ revision: headOf(releases), ...inputs });
  expect(exitCode).toBe(0);
  expect(annotations).toMatchObject([
    {
      level: "warning",
      title: "Could not report to the source repositories what the cluster runs",
      message: expect.stringContaining(message),
    },
  ]);
});

describe("a file or an image that was named has to be there", () => {
  const commitFile = async (path: string, text: string): Promise<void> => {
    const body = { content: Buffer.from(text).toString("base64"), message: `Add ${path}` };
    await ask(developer, `${releases}/contents/${path}`, "PUT", body);
  };
  const PINNED = "kind: Kustomization\nimages:\n  - name: api\n    newTag: v1\n";

  test.each([
    [
      { kustomization: "deploymnt/kustomization.yaml" },
      "deploymnt/kustomization.yaml does not exist in %s, but the input kustomization names it: correct the input, or commit the file.",
    ],
    [
      { kustomization: "clusters/kustomization.yaml", image: "apii" },
      "clusters/kustomization.yaml of %s pins no image apii, but the input image names it: correct the input, or pin the image with pin-image.",
    ],
  ])("%j", async (inputs, message) => {
    await release(10);
    await commitFile("clusters/kustomization.yaml", PINNED);
    const revision = headOf(releases);
    const { exitCode, annotations } = await report({ revision, ...inputs });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(message.replace("%s", revision.slice(0, 7))) },
    ]);
    expect(github.requests.filter(({ path }) => path.includes(SOURCE))).toEqual([]);
    expect(state(10)).toBe("in_progress");
  });
});

test("a commit that is not on the branch is not believed, whatever it says", async () => {
  await release(8);
  const forged = "forged";
  await github.createBranch(releases, forged);
  const path = `${releases}/contents/${DATABASE}`;
  const { sha: blob } = await ask(developer, path);
  await ask(developer, path, "PUT", {
    content: Buffer.from('{"version":1,"releases":[]}').toString("base64"),
    message: "Take all out",
    branch: forged,
    sha: blob,
  });
  const { annotations } = await report({ revision: headOf(releases, forged) });
  expect(annotations[0]?.message).toContain(`is not on main of ${releases}: use a commit on that branch.`);
  expect(operations()).toEqual(["RolloutsOfEnvironment", "FileAt", ON_BRANCH]);
  expect(state(8)).toBe("in_progress");
});
