import { expect, test } from "@jest/globals";
import { endingsOf, type Ended } from "./ending.ts";

const job = { result: "success", outputs: {}, steps: ["Write: success"] };
const results = (...releases: readonly object[]) => ({ results: JSON.stringify(releases) });
const held = { container: "my-app", channel: "dev", outcome: "held" };

test.each<[string, Ended["conclusion"], Ended["jobs"]]>([
  [
    "success: my-app in dev held, worker in prod applied",
    "success",
    {
      update: {
        ...job,
        outputs: results(held, { container: "worker", channel: "prod", outcome: "applied" }),
      },
      publish: { ...job, result: "skipped" },
    },
  ],
  [
    "failure: rejected, Write: failure",
    "failure",
    { update: { result: "failure", outputs: results({ outcome: "rejected" }), steps: ["Write: failure"] } },
  ],
  [
    "failure: update failure, Write: failure",
    "failure",
    { update: { result: "failure", outputs: {}, steps: ["Write: failure"] } },
  ],
  [
    "success: my-app in dev held, Report: failure",
    "success",
    { update: { ...job, outputs: results(held), steps: ["Report: failure", "Write: success"] } },
  ],
  ["success: prepare success, deploy success", "success", { prepare: job, deploy: job }],
])("%s", (ending, conclusion, jobs) => {
  expect(endingsOf([{ conclusion, jobs }])).toEqual([ending]);
});
