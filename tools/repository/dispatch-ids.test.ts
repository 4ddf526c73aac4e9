import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { byHandEvent, startReleases } from "../testing/releases.ts";
import type { Step } from "../testing/run-step.ts";

/**
 * The actions whose releases have no build that named them: a job that is run again finds its commit by an id that is made
 * of what was asked, so two steps of one job must not share it.
 */
const ASKED: readonly (readonly [action: string, base: Inputs, others: readonly Inputs[]])[] = [
  [
    "promote-release",
    { containers: "api, my-app", from: "dev", to: "stage" },
    [{ containers: "api" }, { containers: "*" }, { from: "test" }, { to: "prod" }],
  ],
  [
    "rollback-release",
    { containers: "my-app", channel: "prod", to: "previous" },
    [
      { containers: "my-app, api" },
      { channel: "stage" },
      { to: "ghcr.io/acme/my-app:v1" },
      { pin: "false" },
      { "pin-until": "2h" },
      { unpin: "true" },
    ],
  ],
  [
    "retire-release",
    { containers: "api, my-app", channel: "prod", reason: "moved" },
    [{ containers: "api" }, { channel: "stage" }, { channel: "" }],
  ],
];

type Inputs = Readonly<Record<string, string>>;

const releases = await startReleases();
beforeAll(() => releases.create({ "db/db.json": '{ "version": 1, "releases": [] }\n' }));
afterAll(() => releases.stop());

describe.each(ASKED)("%s", (action, base, others) => {
  const idOf = async (inputs: Inputs, step: Partial<Step> = {}): Promise<string> => {
    const given = { action: `actions/${action}`, event: byHandEvent, inputs: { ...base, ...inputs } };
    const { outputs } = await releases.run({ ...given, ...step });
    return outputs["dispatch-id"] ?? "";
  };

  test("gives each request of a run its own id, and keeps it when the job is rerun", async () => {
    const [asked, again, ...different] = await Promise.all([
      idOf({}),
      idOf({}, { runAttempt: 2 }),
      idOf({}, { runId: 2 }),
      ...others.map((inputs) => idOf(inputs)),
    ]);
    expect(again).toBe(asked);
    const ids = [asked, ...different];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(others.length + 2);
  });
});
