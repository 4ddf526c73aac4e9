import { expect, test } from "@jest/globals";
import { hear } from "../../tools/testing/hear-testing.ts";
import { readJobOutcome, type JobOutcome } from "./job-status.ts";

async function read(status: string) {
  process.env["INPUT_JOB-STATUS"] = status;
  let outcome: JobOutcome | undefined;
  const { annotations } = await hear(() => void (outcome = readJobOutcome()));
  delete process.env["INPUT_JOB-STATUS"];
  return { outcome, annotations };
}

test.each([
  ["success", { state: "success", words: "Succeeded" }],
  ["failure", { state: "failure", words: "Failed" }],
  ["cancelled", { state: "error", words: "Cancelled" }],
])("a job that ended with %s is told as it is", async (status, outcome) => {
  expect(await read(status)).toEqual({ outcome, annotations: [] });
});

test.each(["", "Success", "skipped", "${{ job.status }}"])(
  "what is no status, such as %j, never passes for success, and is warned of",
  async (status) => {
    const { outcome, annotations } = await read(status);
    expect(outcome).toEqual({ state: "error", words: "Ended with an unknown status" });
    expect(annotations).toEqual([
      {
        level: "warning",
        title: "Unknown job status",
        message: `Input job-status is ${JSON.stringify(status)}, not success or failure or cancelled, so "error" is reported. Remove the input: its default is \${{ job.status }}.`,
      },
    ]);
  },
);
