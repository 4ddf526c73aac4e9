import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep } from "../../testing/run-step.ts";
import { recordOf, serializeDatabase } from "../database.ts";
import { dispatchId, dispatchOf } from "../dispatch.ts";
import type { Row } from "../table.ts";
import { readProfile } from "./profile.ts";

const ACTION = fileURLToPath(new URL("../../../actions/update-database", import.meta.url));
const PROBE = new URL("probe.ts", import.meta.url).href;

/** Records in the database, releases in the dispatch. */
const CASES: readonly (readonly [records: number, releases: number])[] = [
  [10, 1],
  [10_000, 1],
  [50_000, 1],
  [10_000, 500],
];

/** The number of runs whose median is reported. */
const REPEATS = 3;

export interface ScaleOptions {
  /** The largest database to measure, in records. */
  readonly largest: number;
  readonly tell: (line: string) => void;
}

/** The cost of one release in databases of different sizes, without latency. */
export async function scale({ largest, tell }: ScaleOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [records, releases] of CASES.filter(([size]) => size <= largest)) {
    tell(`${records} records, ${releases} releases in one dispatch …`);
    rows.push(await measure(records, releases));
  }
  return rows;
}

async function measure(records: number, releases: number): Promise<Row> {
  const directory = await mkdtemp(join(tmpdir(), "bench-scale-"));
  const github = await startGitHub({ directory });
  try {
    const text = serializeDatabase(
      Array.from({ length: records }, (_, index) => recordOf(released(index, "old"))),
    );
    const runs: Row[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      runs.push(await release(github, `acme/releases-${repeat}`, text, releases));
    }
    const median = runs.toSorted((a, b) => Number(a["wallMs"]) - Number(b["wallMs"]))[
      Math.floor(REPEATS / 2)
    ];
    return { strategy: "release-channels", records, releases, bytes: Buffer.byteLength(text), ...median };
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function release(github: GitHub, name: string, text: string, releases: number): Promise<Row> {
  const repository = await github.createRepository(name, { files: { "db/db.json": text } });
  const token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [name],
    permissions: { contents: "write", metadata: "read" },
  });
  const profile = join(repository.gitDir, "profile.json");
  github.forgetRequests();
  const start = performance.now();
  const { exitCode, log } = await runStep({
    action: ACTION,
    github,
    token,
    repository: name,
    // Later than the build's.
    runId: 9_000_000_000,
    event: {
      name: "repository_dispatch",
      payload: { client_payload: dispatch(releases), repository: { default_branch: "main" } },
    },
    env: { NODE_OPTIONS: `--import=${PROBE}`, PROFILE: profile },
  });
  const wallMs = Math.round(performance.now() - start);
  if (exitCode !== 0) throw new Error(`the release failed:\n${log}`);
  return { requests: github.requests.length, wallMs, ...(await readProfile(profile)) };
}

/** Every second record, so that they are spread over the database. */
function dispatch(releases: number): Readonly<Record<string, unknown>> {
  const first = dispatchOf({ ...released(0, "new"), index: 1_000_000 });
  return {
    ...first,
    dispatch_id: dispatchId(1_000_000),
    releases: Array.from({ length: releases }, (_, index) => {
      const { container, channel, image } = released(index * 2, "new");
      return { container, channel, image };
    }),
  };
}

function released(index: number, tag: string) {
  const container = `app-${String(index).padStart(6, "0")}`;
  return { index, container, channel: "dev", image: `ghcr.io/acme/${container}:${tag}` };
}
