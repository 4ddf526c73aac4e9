import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitHub } from "@release-channels/sandbox";
import { runStep, type Step } from "../../testing/run-step.ts";
import { runProcess } from "../process.ts";
import type { Row } from "../table.ts";

const REPEATS = 9;
const MEMORY = new URL("memory.ts", import.meta.url).href;

/** Time and memory of one process of each action, compared with an empty Node process. */
export async function startup(tell: (line: string) => void): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "bench-startup-"));
  const github = await startGitHub({ directory: join(directory, "github") });
  try {
    const files = { "db/db.json": '{ "version": 1, "releases": [] }\n' };
    await github.createRepository("acme/releases", { files });
    const repositories = ["acme/releases"];
    const permissions = { contents: "write", metadata: "read" } as const;
    const token = github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });
    const event = { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } };
    const common = { github, token, event, repository: "acme/releases" };
    const image = "ghcr.io/acme/my-app:v1";
    const steps: readonly Step[] = [
      {
        ...common,
        action: "actions/trigger-dispatch",
        inputs: { repository: "acme/releases", token, container: "my-app", image },
      },
      {
        ...common,
        action: "actions/update-database",
        inputs: { container: "my-app", "release-channel": "dev", image },
      },
      { ...common, action: "actions/validate-database", workspace: files },
    ];
    const nothing = join(directory, "nothing.js");
    await writeFile(nothing, "");
    const memory = join(directory, "memory");
    const env = { NODE_OPTIONS: `--import=${MEMORY}`, MEMORY_FILE: memory };
    tell(`${REPEATS} processes of each …`);
    const empty = await median(() => runProcess(process.execPath, [nothing], env), memory);
    const rows = [{ process: "node, nothing", requests: 0, ...empty, timeRatio: 1, memoryRatio: 1 }];
    for (const step of steps) {
      github.forgetRequests();
      const figures = await median((repeat) => play({ ...step, env }, repeat), memory);
      const ratio = (a: number, b: number): number => Math.round((a / b) * 10) / 10;
      rows.push({
        process: step.action.replace("actions/", ""),
        requests: github.requests.length / REPEATS,
        ...figures,
        timeRatio: ratio(figures.wallMs, empty.wallMs),
        memoryRatio: ratio(figures.memoryMiB, empty.memoryMiB),
      });
    }
    return rows;
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** A different image each time: writing the same one again would do nothing. */
async function play(step: Step, repeat: number): Promise<void> {
  const { image, ...others } = step.inputs ?? {};
  const inputs = image === undefined ? others : { ...others, image: `${image}.${repeat}` };
  const { exitCode, log } = await runStep({ ...step, inputs });
  if (exitCode !== 0) throw new Error(`${step.action} failed:\n${log}`);
}

async function median(run: (repeat: number) => Promise<unknown>, memoryFile: string) {
  const times: number[] = [];
  const memories: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = performance.now();
    await run(repeat);
    times.push(performance.now() - start);
    memories.push(Number(await readFile(memoryFile, "utf8")) / 1024);
  }
  return { wallMs: Math.round(middle(times)), memoryMiB: Math.round(middle(memories)) };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
