import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, tokenFor, type WorkflowEvent } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** The action `trigger-dispatch` with `server`, as its bundle, against this server. */

const SHA = "1a2b3c4d".repeat(5);
/** A label that is too long for DNS: no resolver is asked, and there is no such host on any network. */
const NO_HOST = `https://${"a".repeat(64)}.example`;

let world: TestWorld;
const events: WorkflowEvent[] = [];
let runs = 100;

beforeAll(async () => {
  world = await startTestWorld({
    policy: {
      version: 1,
      channels: ["qa", "prod"],
      server_only: ["prod"],
      containers: {
        "my-app": { repository: { name: SOURCE } },
        worker: { repository: { name: SOURCE } },
        other: { repository: { name: "acme/charts" } },
      },
    },
  });
  world.github.onEvent((event) => events.push(event));
});
afterEach(() => {
  events.length = 0;
});
afterAll(() => world.stop());

const run = (
  inputs: Readonly<Record<string, string>> = {},
  step: Partial<Omit<Step, "inputs">> = {},
): Promise<StepResult> =>
  runStep({
    action: "actions/trigger-dispatch",
    github: world.github,
    repository: SOURCE,
    actor: "erin",
    sha: SHA,
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    idToken: true,
    runId: ++runs,
    ...step,
    inputs: {
      repository: RELEASES,
      server: world.url,
      releases: "[{ container: my-app, image: 'my-app:v1' }, { container: worker, image: 'worker:v1' }]",
      "release-channel": "qa",
      ...inputs,
    },
  });
const said = ({ annotations }: StepResult): string => annotations.map(({ message }) => message).join("\n");
const outcomesOf = ({ outputs }: StepResult): readonly string[] =>
  JSON.parse(outputs["results"] ?? "[]").map(({ outcome }: { outcome: string }) => outcome);
const dispatches = (): readonly WorkflowEvent[] =>
  events.filter(({ name }) => name === "repository_dispatch");

describe("a job without any secret", () => {
  test("releases, and its step says what became of it", async () => {
    const result = await run();
    const tip = (await world.github.tip(RELEASES)) ?? "";
    expect([result.exitCode, result.annotations]).toEqual([0, []]);
    expect(outcomesOf(result)).toEqual(["applied", "applied"]);
    expect([result.outputs["commit-sha"], result.outputs["release-channel"]]).toEqual([tip, "qa"]);
    expect(result.summary).toContain("<h3>Released</h3>");
    expect(result.summary).toContain(`Commit ${tip.slice(0, 7)}`);
    const message = await runGit(
      world.github.repository(RELEASES).gitDir,
      "log",
      "-1",
      "--format=%B",
      "main",
    );
    expect(message).toContain(`Dispatch-Id: ${result.outputs["dispatch-id"]}`);
    expect(message).toContain(`run ${runs} attempt 1`);
    // Its OIDC token is all that it had, and nobody sees it.
    const [token = "", ...others] = result.masked.filter((text) => text.split(".").length === 3);
    expect([token.length > 100, others]).toEqual([true, []]);
    expect(result.log.replaceAll(/^::add-mask::.*$/gm, "") + result.summary).not.toContain(token);
    expect(dispatches()).toEqual([]);
  });

  test("hears that it is superseded, as a notice", async () => {
    expect(outcomesOf(await run({}, { runId: 1_000 }))).toEqual(["applied", "applied"]);
    const result = await run({ releases: "[{ container: my-app, image: 'my-app:v0' }]" }, { runId: 999 });
    expect([result.exitCode, outcomesOf(result)]).toEqual([0, ["superseded"]]);
    expect(result.annotations).toMatchObject([{ level: "notice", title: "superseded: my-app in qa" }]);
  });

  test("hears that it is held, as a warning", async () => {
    const result = await run({ "release-channel": "prod" });
    expect([result.exitCode, outcomesOf(result)]).toEqual([0, ["held", "held"]]);
    expect(result.annotations.map(({ level }) => level)).toEqual(["warning", "warning"]);
    expect(said(result)).toContain("prod is deployed by the server: ask it with /deploy");
    expect(result.outputs["commit-sha"]).toBe("");
  });

  test("fails where it is rejected, and says why", async () => {
    const tip = await world.github.tip(RELEASES);
    const result = await run({
      releases: "[{ container: my-app, image: 'my-app:v9' }, { container: other, image: 'other:v9' }]",
    });
    const reason = "other in qa comes from acme/my-app, but belongs to acme/charts";
    expect([result.exitCode, outcomesOf(result)]).toEqual([1, ["rejected", "rejected"]]);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: expect.stringContaining(reason) },
    ]);
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(result.summary).toContain(reason);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });

  test("fails where it names another release repository than the server's", async () => {
    const result = await run({ repository: SOURCE });
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("claim aud is");
    expect(said(result)).toContain(
      `be requested for this dispatch to ${RELEASES}: check the input repository.`,
    );
  });

  test("fails without the permission to request a token", async () => {
    const result = await run({}, { idToken: false });
    expect([result.exitCode, said(result)]).toEqual([
      1,
      expect.stringContaining("the job has no permission to request a token. Add id-token: write"),
    ]);
  });
});

describe("where no server answers", () => {
  const token = (): string => tokenFor(world.github, [RELEASES], { contents: "write", metadata: "read" });

  test("a job without a token fails, and says what to correct", async () => {
    const result = await run({ server: NO_HOST });
    expect([result.exitCode, said(result)]).toEqual([
      1,
      expect.stringMatching(/did not answer: .* Correct the input server, or the runner's DNS\.$/),
    ]);
    expect(dispatches()).toEqual([]);
  });

  test.each([
    ["the server is not there", { server: NO_HOST }, {}],
    ["the job may not request a token", {}, { idToken: false }],
  ])("a job with a token dispatches as before, since %s", async (_why, inputs, step) => {
    const result = await run({ token: token(), ...inputs }, step);
    expect(result.exitCode).toBe(0);
    expect(result.annotations[0]).toMatchObject({ level: "warning", title: "Not sent to the deploy server" });
    expect(dispatches().map(({ payload }) => payload["client_payload"])).toMatchObject([
      { dispatch_id: result.outputs["dispatch-id"] },
    ]);
    expect([result.outputs["results"], result.outputs["commit-sha"]]).toEqual(["", ""]);
  });

  test("what the server has refused does not go another way", async () => {
    const result = await run({ token: token(), repository: RELEASES, "release-channel": "nowhere" });
    expect([result.exitCode, outcomesOf(result)]).toEqual([1, ["rejected", "rejected"]]);
    expect(dispatches()).toEqual([]);
  });
});

test("provenance off and a server contradict each other", async () => {
  const result = await run({ provenance: "off" });
  expect([result.exitCode, said(result)]).toEqual([
    1,
    expect.stringContaining("the deploy server takes nothing but what a token proves"),
  ]);
});
