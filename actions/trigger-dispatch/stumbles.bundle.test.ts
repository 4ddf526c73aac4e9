import { describe, expect, test } from "@jest/globals";
import { events, github, ONE, payloads, run } from "./testing.ts";

describe("a GitHub that stumbles", () => {
  test("503, then well: one dispatch is recorded", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "status", status: 503 },
      times: 1,
    });
    const { exitCode } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(github.requests.map(({ status }) => status)).toEqual([503, 204]);
    expect(events).toHaveLength(1);
  });

  test("an answer lost after the dispatch: it is sent again under the same id", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    const { exitCode, outputs } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(events).toHaveLength(2);
    expect(new Set(payloads().map((payload) => payload["dispatch_id"]))).toEqual(
      new Set([outputs["dispatch-id"]]),
    );
  });

  test("a secondary limit is waited out, visibly", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "secondary-limit", retryAfterSeconds: 1 },
      times: 1,
    });
    const { exitCode, log } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(log).toMatch(/^Waiting 1\.\d s: GitHub's secondary limit was reached\.$/m);
    expect(events).toHaveLength(1);
  });

  test.each([403, 429])("a limit that lasts too long is not asked again: %i", async (status) => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "status", status, message: "Too many requests", headers: { "retry-after": "3600" } },
    });
    const { exitCode, annotations } = await run(ONE);
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)?.message).toContain(String(status));
    expect(
      github.requests.filter(({ operation }) => operation === "repos/create-dispatch-event"),
    ).toHaveLength(1);
  });
});
