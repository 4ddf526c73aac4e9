import { expect, test } from "@jest/globals";
import { hear, wordsOf } from "../../tools/testing/hear-testing.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import { orRejected, Rejection } from "./rejection.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const invalid = new InvalidDocument("db/policy.json", [
  { path: "a", message: "a lacks b", position: { line: 3, column: 1 } },
  { path: "c", message: "c is 1" },
]);

async function rejected(error: Error, more: Partial<Parameters<typeof orRejected>[0]> = {}) {
  let thrown: unknown;
  const heard = await hear(async () => {
    try {
      await orRejected({ id: ID, ...more }, async () => {
        throw error;
      });
    } catch (reason) {
      thrown = reason;
    }
  });
  return { ...heard, thrown };
}

test("a rejection sets each output, says why in the summary, and has an annotation for each problem", async () => {
  const { outputs, summary, thrown } = await rejected(invalid);
  expect(outputs).toMatchObject({ changed: "false", "commit-sha": "", "commit-url": "", "dispatch-id": ID });
  expect(JSON.parse(outputs["results"] ?? "")).toEqual([{ outcome: "rejected", reason: invalid.message }]);
  expect(wordsOf(summary)).toBe("Rejected: nothing was written Problem a lacks b c is 1");
  expect(thrown).toBeInstanceOf(Rejection);
  expect(thrown).toMatchObject({
    message: "db/policy.json:3:1: a lacks b\ndb/policy.json: c is 1",
    cause: invalid,
    annotations: [
      { message: "db/policy.json:3:1: a lacks b", properties: { title: "Rejected", startLine: 3 } },
      { message: "db/policy.json: c is 1", properties: { title: "Rejected" } },
    ],
  });
});

test("what each release's result is, its caller says", async () => {
  const resultsOf = ({ problems }: InvalidDocument) =>
    problems.map(({ message }) => ({ outcome: "rejected" as const, reason: message }));
  const { outputs } = await rejected(invalid, { resultsOf });
  expect(JSON.parse(outputs["results"] ?? "")).toMatchObject([{ reason: "a lacks b" }, { reason: "c is 1" }]);
});

test("any other error is none, and goes on as it is", async () => {
  const error = new Error("GitHub is away");
  const { outputs, summary, thrown } = await rejected(error);
  expect([outputs, summary, thrown]).toEqual([{}, "", error]);
});
