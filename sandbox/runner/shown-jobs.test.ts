import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { strFromU8, unzipSync } from "fflate";
import { tokenFor } from "../github/testing.ts";
import { send, type TestAnswer } from "../http/testing.ts";
import { startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;
let directory: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  directory = await mkdtemp(join(tmpdir(), "gate-"));
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

const api = async (path: string): Promise<TestAnswer["json"]> =>
  (
    await send(`${sandbox.github.apiUrl}/repos/acme/app/actions${path}`, {
      token: tokenFor(sandbox.github, ["acme/app"], { actions: "read" }),
    })
  ).json;

test("GitHub shows how far a job is, and what each step has said", async () => {
  const gate = join(directory, "open");
  await sandbox.repository({
    w: `on: repository_dispatch
jobs:
  slow/one:
    name: slow / one
    runs-on: ubuntu-latest
    steps:
      - { name: First, run: echo one }
      - { name: Wait / see, run: "echo going; until test -e '${gate}'; do sleep 0.05; done" }
      - { name: Last, run: "echo '::warning file=a.ts,line=3::old'; exit 1" }
`.replace("slow/one:", "slow:"),
  });
  const waiting = new Promise<number>((resolve) => {
    sandbox.runner.onProgress((progress) => {
      if (progress.kind === "log" && progress.line === "going") resolve(progress.run.id);
    });
  });
  await sandbox.send("go");
  const id = await waiting;
  const [job] = (await api(`/runs/${id}/jobs`)).jobs;
  expect(job).toMatchObject({
    name: "slow / one",
    status: "in_progress",
    conclusion: null,
    completed_at: null,
  });
  const steps = ({ steps: all }: { steps: { name: string; status: string; conclusion: string | null }[] }) =>
    all.map(({ name, status, conclusion }) => `${name}: ${conclusion ?? status}`);
  expect(steps(job)).toEqual(["Set up job: success", "First: success", "Wait / see: in_progress"]);
  expect(await api(`/runs/${id}/logs`)).toMatchObject({ message: "Not Found" });
  expect(await api(`/jobs/${job.id}/logs`)).toMatchObject({ message: "Not Found" });

  await writeFile(gate, "");
  await sandbox.runner.idle();
  const ended = await api(`/jobs/${job.id}`);
  expect(ended).toMatchObject({ id: job.id, run_id: id, status: "completed", conclusion: "failure" });
  expect(steps(ended)).toEqual([
    "Set up job: success",
    "First: success",
    "Wait / see: success",
    "Last: failure",
  ]);
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/acme/app/actions/runs/${id}/logs`);
  expect(answer.headers.get("content-type")).toBe("application/zip");
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  expect(Object.keys(files)).toEqual([
    "0_slow  one.txt",
    "slow  one/1_Set up job.txt",
    "slow  one/2_First.txt",
    "slow  one/3_Wait  see.txt",
    "slow  one/4_Last.txt",
  ]);
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  expect(text("slow  one/2_First.txt")).toMatch(/^\S+Z ##\[group\]Run echo one\n[^]*\n\S+Z one\n$/);
  expect(text("slow  one/2_First.txt")).not.toContain("going");
  expect(text("0_slow  one.txt")).toContain("##[warning]old");
});
