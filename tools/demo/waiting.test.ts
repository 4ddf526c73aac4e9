import { expect, test } from "@jest/globals";
import type { Progress } from "@release-channels/sandbox";
import { Screen } from "./screen.ts";
import { tellWaiting } from "./waiting.ts";

/** Waits until a line is shown that matches. */
function shownLine() {
  const waiting = new Set<{ readonly pattern: RegExp; readonly done: (line: string) => void }>();
  return {
    screen: new Screen((line) => {
      for (const one of waiting) if (one.pattern.test(line)) one.done(line);
    }),
    matching: (pattern: RegExp) => new Promise<string>((done) => waiting.add({ pattern, done })),
  };
}

const run = (id: number, workflowName: string) =>
  ({ id, workflowName, runNumber: id, repository: { fullName: "acme/releases" } }) as Progress["run"];

test("a silence is filled with what is in progress, and nothing that has ended", async () => {
  let tell: (progress: Progress) => void = () => undefined;
  const runner = {
    onProgress: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  const { screen, matching } = shownLine();
  const stop = tellWaiting({ runner }, screen, 10);
  const at = new Date();
  expect(await matching(/ waiting /)).toMatch(/ for the cluster, which pulls every second\n$/);
  tell({ kind: "run-queued", at, run: run(1, "Build") });
  tell({ kind: "run-started", at, run: run(2, "Update database") });
  tell({ kind: "step-started", at, run: run(2, "Update database"), job: "update", step: "Write" });
  await matching(/ for Build #1 of acme\/releases; Update database #2 of acme\/releases \(Write\)\n$/);
  tell({ kind: "run-finished", at, run: run(2, "Update database"), record: {} as never });
  await matching(/ waiting +for Build #1 of acme\/releases\n$/);
  stop();
});
