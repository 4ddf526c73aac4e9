import { describe, expect, test } from "@jest/globals";
import { feedGit } from "@release-channels/sandbox";
import { outcomes } from "../../tools/testing/releases.ts";
import type { StepResult } from "../../tools/testing/run-step.ts";
import {
  commits,
  create,
  database,
  EMPTY,
  github,
  head,
  ID,
  IMAGE,
  operations,
  OTHER_ID,
  payload,
  records,
  releases,
  run,
} from "./testing.ts";

describe("a GitHub that stumbles:", () => {
  const landedOnce = async (result: StepResult) => {
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": head() });
    expect(commits()).toBe(2);
  };

  test.each(["graphql:ReadBranch", "graphql:CommitOnBranch"])("503 for %s, then well", async (operation) => {
    github.inject({ operation, fault: { kind: "status", status: 503 }, times: 2 });
    await landedOnce(await run(payload("v1")));
  });

  test("401 for a job's token that is seconds old, then well", async () => {
    const fault = { kind: "status", status: 401, message: "Bad credentials" } as const;
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 2 });
    const result = await run(payload("v1"));
    await landedOnce(result);
    expect(result.log).toContain("GitHub does not recognize the token yet, or at all");
  });

  test("a connection dropped before the write", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "before" }, times: 1 });
    await landedOnce(await run(payload("v1")));
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    await landedOnce(await run(payload("v1")));
    expect(operations()).toEqual([
      "graphql:ReadBranch",
      "graphql:CommitOnBranch",
      "graphql:ReadBranch",
      "graphql:FindCommit",
    ]);
  });

  test("two answers lost in a row, the first of which landed late: one commit", async () => {
    const lost = (when: "before" | "after") =>
      github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when }, times: 1 });
    lost("after");
    lost("before");
    // The branch does not show the first write until the second was sent.
    github.inject({ operation: "graphql:ReadBranch", fault: { kind: "stale-read", ms: 60_000 }, times: 2 });
    await landedOnce(await run(payload("v1")));
    expect(operations().filter((name) => name === "graphql:CommitOnBranch")).toHaveLength(2);
    expect(operations().at(-1)).toBe("graphql:FindCommit");
  });

  test("reads that lag behind a write whose answer was lost: still one commit", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "after" }, times: 1 });
    github.inject({ operation: "graphql:ReadBranch", fault: { kind: "stale-read", ms: 60_000 }, times: 2 });
    await landedOnce(await run(payload("v1")));
  });

  test("a deadline that passes says what to do, and nothing is written", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "status", status: 503 } });
    const result = await run(payload("v1"), { deadline: "10s" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toMatch(
      /^Gave up on main of acme\/releases-\d+ after \d+ attempts.*Run the job again, which is always safe/,
    );
    expect(database()).toBe(EMPTY);
  });
});

describe("other writers", () => {
  test("eight at once, each with a container of its own, all land", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        run(
          payload("", {
            dispatch_id: ID.replace(/^./, String(i)),
            releases: [{ container: `app-${i}`, channel: "dev", image: "app:v1" }],
          }),
        ),
      ),
    );
    expect(results.flatMap(outcomes)).toEqual(Array.from({ length: 8 }, () => "applied"));
    expect(records().map(({ container }) => container)).toEqual(
      Array.from({ length: 8 }, (_, i) => `app-${i}`),
    );
    expect(commits()).toBe(9);
  });
});

describe("a job that is run again", () => {
  const again = { runAttempt: 2 };

  test("finds the commit that its first attempt made, even when the record has moved on", async () => {
    await run(payload("v1", { source: undefined }));
    const first = head();
    await run(payload("v2", { source: undefined, dispatch_id: OTHER_ID }));
    const result = await run(payload("v1", { source: undefined }), {}, again);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("says again what was held, and writes it with force", async () => {
    const pin = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };
    const record = { released_at: "2026-11-20T00:00:00Z", released_by: "bob", dispatch_id: OTHER_ID };
    const standing = { container: "pinned", channel: "dev", image: "p:old", ...record, pinned: pin };
    await create(JSON.stringify({ version: 1, releases: [standing] }));
    const both = payload("", {
      releases: ["free", "pinned"].map((container) => ({
        container,
        channel: "dev",
        image: `${container}:v1`,
      })),
    });
    const held = { "fail-on-held": "true" };
    expect(await run(both, held)).toMatchObject({ exitCode: 1 });
    const second = await run(both, held, again);
    expect(second.exitCode).toBe(1);
    expect(outcomes(second)).toEqual(["unchanged", "held"]);
    expect(outcomes(await run(both, { ...held, force: "true" }, again))).toEqual(["unchanged", "applied"]);
    expect(records()).toMatchObject([{ image: "free:v1" }, { image: "pinned:v1" }]);
  });

  test("looks again when GitHub stumbles while it looks for its commit", async () => {
    await run(payload("v1"));
    github.inject({ operation: "graphql:FindCommit", fault: { kind: "status", status: 502 }, times: 1 });
    const result = await run(payload("v1"), {}, again);
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(commits()).toBe(2);
  });

  test("finds its commit also where the first read lags behind it", async () => {
    await run(payload("v1", { source: undefined }));
    await run(payload("v2", { source: undefined, dispatch_id: OTHER_ID }));
    github.inject({
      operation: "graphql:ReadBranch",
      fault: { kind: "stale-read", ms: 3_600_000 },
      times: 1,
    });
    const result = await run(payload("v1", { source: undefined }), {}, again);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2` });
  });

  /** Commits of others on the branch, each with its message, oldest first. */
  const others = async (messages: readonly string[]): Promise<void> => {
    const commit = (message: string) =>
      `commit refs/heads/main\ncommitter a <a@x> ${Math.floor(Date.now() / 1000)} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`;
    const [first = "", ...more] = messages.map(commit);
    const from = `from ${head()}\n`;
    const input = [first.trimEnd(), "\n", from, ...more].join("");
    await feedGit(releases.gitDir, input, "fast-import", "--quiet");
  };

  test("does not take a commit for its own that quotes the trailer within a line", async () => {
    const written = `my-app dev: (new) → ${IMAGE}:v1`;
    await others([
      `revert: undo\n\n${written}\n\nThis undoes Dispatch-Id: ${ID}`,
      `docs: quote\n\n${written}\n\n> Dispatch-Id: ${ID}`,
      `release: another\n\n${written}\n\nDispatch-Id: ${ID}0`,
    ]);
    expect(outcomes(await run(payload("v1"), {}, again))).toEqual(["applied"]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("finds its commit behind more than a hundred later ones", async () => {
    await run(payload("v1"));
    const own = head();
    await others(Array.from({ length: 120 }, (_, index) => `chore: ${index}`));
    github.forgetRequests();
    const result = await run(payload("v1"), {}, again);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": own });
    expect(operations().filter((name) => name === "graphql:FindCommit")).toHaveLength(2);
    expect(commits()).toBe(122);
  });

  test("writes what its first attempt did not, however long the history is", async () => {
    const lastYear = Math.floor(Date.now() / 1000) - 365 * 86_400;
    const commit = (at: number) => `commit refs/heads/main\ncommitter a <a@x> ${at} +0000\ndata 1\nx\n`;
    const old = Array.from({ length: 1001 }, (_, index) => commit(lastYear + index));
    const files = `${commit(lastYear + 2000)}M 100644 inline db/db.json\ndata ${EMPTY.length}\n${EMPTY}\n`;
    const history = ["reset refs/heads/main\n", ...old, files].join("\n");
    await feedGit(releases.gitDir, history, "fast-import", "--quiet", "--force");
    expect(outcomes(await run(payload("v1"), {}, again))).toEqual(["applied"]);
  });

  test("writes what its first attempt did not", async () => {
    const result = await run(payload("v1"), {}, again);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(commits()).toBe(2);
  });
});
