import { expect, test } from "@jest/globals";
import { GitHubFailure, type Failure } from "./failure/failure.ts";
import { nextAttempt, NotYet, OutOfTime, repeat } from "./repeat.ts";

const HOUR = 3_600_000;

/** Repeats attempts that end as listed, without waiting. */
async function repeated(
  ends: readonly unknown[],
  { deadline = Date.now() + HOUR, next = () => Date.now() }: Partial<Parameters<typeof repeat>[1]> = {},
) {
  const lines: string[] = [];
  const silent = () => {};
  const log = { debug: silent, info: (line: string) => void lines.push(line), warning: silent };
  let attempts = 0;
  const counts: number[] = [];
  const attempt = async () => {
    const end = ends[attempts];
    attempts += 1;
    if (end instanceof Error) throw end;
    return end;
  };
  const classify = (error: unknown) => (error instanceof GitHubFailure ? error.failure : undefined);
  const counting = (failure: Failure | undefined, count: number) => {
    counts.push(count);
    return next(failure, count);
  };
  const repeating = repeat(attempt, { deadline, log, classify, next: counting });
  const [settled] = await Promise.allSettled([repeating]);
  return { settled, attempts, counts, lines };
}

const failing = (failure: Failure) => new GitHubFailure("why", failure);
const lost = failing({ code: "transient" });
const limit = failing({ code: "rate-limit", limit: "hourly", until: 0 });

test("what passes is tried again, and counted; what stays is thrown at once", async () => {
  const early = failing({ code: "early-token", tokenLabel: "the token" });
  const passing = await repeated([lost, failing({ code: "moved" }), limit, early, "done", "never"]);
  expect(passing.settled).toEqual({ status: "fulfilled", value: "done" });
  expect([passing.attempts, passing.counts]).toEqual([5, [1, 2, 3, 4]]);
  expect(passing.lines).toEqual([
    "Waiting 0.0 s: no usable answer (why).",
    "Waiting 0.0 s: another commit came first.",
    "Waiting 0.0 s: GitHub's hourly limit was reached.",
    "Waiting 0.0 s: GitHub does not recognize the token yet, or at all.",
  ]);
  for (const stays of [failing({ code: "refused" }), new Error("our own")]) {
    const { settled, attempts } = await repeated([lost, stays, "never"]);
    expect([settled, attempts]).toEqual([{ status: "rejected", reason: stays }, 2]);
  }
});

test("who waits for their turn is not one attempt further", async () => {
  const turn = new NotYet("other runs commit first", Date.now());
  const again = new NotYet("GitHub still shows the old branch");
  const { settled, attempts, counts } = await repeated([turn, turn, again, lost, "done"]);
  expect([settled, attempts, counts]).toEqual([{ status: "fulfilled", value: "done" }, 5, [1, 2]]);
});

test("nothing begins after the deadline, and what begins at it does", async () => {
  const deadline = Date.now() + HOUR;
  const late = await repeated([lost, lost, "never"], {
    deadline,
    next: (_failure, attempts) => (attempts === 1 ? Date.now() : deadline + 1),
  });
  expect(late.settled).toMatchObject({ status: "rejected", reason: { attempts: 2, cause: lost } });
  expect(late.settled.status === "rejected" && late.settled.reason).toBeInstanceOf(OutOfTime);
  expect(late.settled.status === "rejected" && late.settled.reason.message).toMatch(
    /^no usable answer \(why\), and the deadline comes before the next attempt in 3\d{3}\.\d s$/,
  );
  const now = Date.now();
  const inTime = await repeated([lost, "done"], { deadline: now, next: () => now });
  expect(inTime.settled).toEqual({ status: "fulfilled", value: "done" });
});

test("a limit is waited out from its end, everything else from now", () => {
  const until = Date.now() + HOUR;
  const after = nextAttempt({ code: "rate-limit", limit: "secondary", until }, 1);
  expect(after - until).toBeGreaterThanOrEqual(0);
  expect(after - until).toBeLessThanOrEqual(250);
  for (const failure of [undefined, { code: "transient" } as const]) {
    expect(nextAttempt(failure, 1)).toBeLessThan(until);
  }
});

test("a time limit that comes later than it seemed is asked for again", async () => {
  let asked = 0;
  const deadline = () => Date.now() + (asked++ < 2 ? HOUR : -1);
  const { settled, attempts } = await repeated([lost, lost, lost, "never"], { deadline });
  expect(settled).toMatchObject({ status: "rejected", reason: expect.any(OutOfTime) });
  expect(attempts).toBe(3);
});

test("whoever looks again at once says nothing of it", async () => {
  const { lines } = await repeated([new NotYet("another run commits first", Date.now()), lost, "done"]);
  expect(lines).toEqual(["Waiting 0.0 s: no usable answer (why)."]);
});
