import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runGit, send } from "@release-channels/sandbox";
import pg from "pg";
import { at, textAt } from "../../../apps/deploy-server/narrow.ts";
import { runStep } from "../../testing/run-step.ts";
import { isWrite, percentile } from "../burst/figures.ts";
import { dispatchId } from "../dispatch.ts";
import { cpuMsOf } from "../latency/cpu.ts";
import type { Row } from "../table.ts";
import type { Sender } from "./senders.ts";
import { startWorld, type World } from "./world.ts";

export interface ServerBurstOptions {
  readonly dispatches: number;
  readonly repositories: number;
  /** How long it takes until the last one is sent. */
  readonly seconds: number;
  readonly latency: { readonly ms: number; readonly spreadMs: number };
  readonly tell: (line: string) => void;
}

const ACTION = fileURLToPath(new URL("../../../actions/update-database", import.meta.url));
const BOT = "deployer[bot]";
/** GitHub's own, for each actor. */
const LIMITS = { contentPerMinute: 80, contentPerHour: 500, concurrent: 100 };
/** What the server promises for 1,000 within a minute. */
const MOST_WRITES = 40;
const PROMISED_MS = 6_000;
/** A smaller burst is a test of what comes out, and not of how long it takes. */
const PROMISED_FROM = 1_000;
/** Between two releases of the writer beside. */
const BESIDE_MS = 6_000;

/** What became of one dispatch. */
interface Answered {
  readonly ms: number;
  readonly outcome: string;
}

/**
 * Many builds send to a deploy server within a minute, while an Actions workflow writes the same branch; GitHub's limits are
 * enforced.
 */
export async function serverBurst(
  options: ServerBurstOptions,
): Promise<{ readonly rows: readonly Row[]; readonly broken: readonly string[] }> {
  const { dispatches, repositories, seconds, latency, tell } = options;
  tell(`${dispatches} dispatches of ${repositories} repositories to a deploy server, within ${seconds} s …`);
  const world = await startWorld({ dispatches, repositories });
  try {
    const { github, senders, server } = world;
    github.inject({ operation: "*", fault: { kind: "delay", ...latency } });
    github.limit(LIMITS);
    github.forgetRequests();
    const cpu = cpuMsOf(server.pid);
    const burst = new AbortController();
    const beside = writeBeside(world, burst.signal);
    const answers = await sendAll(world, senders, seconds);
    const cpuMs = cpuMsOf(server.pid) - cpu;
    burst.abort();
    const besides = await beside;
    return await judge(world, { answers, cpuMs, besides });
  } finally {
    await world.stop();
  }
}

async function sendAll(
  { server }: World,
  senders: readonly Sender[],
  seconds: number,
): Promise<readonly Answered[]> {
  const start = performance.now();
  return Promise.all(
    senders.map(async ({ body, token }, index): Promise<Answered> => {
      await sleep((index * seconds * 1000) / senders.length);
      const began = performance.now();
      const answer = await send(`${server.url}/v1/dispatches`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          // Each build has a runner of its own.
          "x-forwarded-for": `10.1.${index >> 8}.${index & 255}`,
        },
        body,
      });
      const outcome = textAt(answer.json, "results", "0", "outcome") ?? `status ${answer.status}`;
      return { ms: performance.now() - Math.max(began, start), outcome };
    }),
  );
}

/** Releases again and again by the bundle of update-database. @returns the ids of what it has released */
async function writeBeside({ github, releases }: World, signal: AbortSignal): Promise<readonly string[]> {
  const token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { actions: "read", contents: "write", metadata: "read" },
  });
  const released: string[] = [];
  for (let index = 900_000; !signal.aborted; index += 1) {
    const id = dispatchId(index);
    const { exitCode, annotations } = await runStep({
      action: ACTION,
      github,
      token,
      repository: releases.fullName,
      event: {
        name: "repository_dispatch",
        payload: {
          repository: { default_branch: "main" },
          client_payload: {
            version: 1,
            dispatch_id: id,
            releases: [{ container: "beside", channel: "dev", image: `beside:v${index}` }],
          },
        },
      },
    });
    if (exitCode !== 0) throw new Error(`the writer beside failed: ${annotations.at(-1)?.message}`);
    released.push(id);
    await sleep(BESIDE_MS, undefined, { signal }).catch(() => undefined);
  }
  return released;
}

/** What is seen of a burst once all have their answers. */
interface Seen {
  readonly answers: readonly Answered[];
  readonly cpuMs: number;
  readonly besides: readonly string[];
}

async function judge({ github, releases, senders, database }: World, { answers, cpuMs, besides }: Seen) {
  const log = await runGit(releases.gitDir, "log", "--format=%B", "main");
  const carried = [...log.matchAll(/^Dispatch-Id: (\S+)$/gm)].map(([, id = ""]) => id);
  const timesOf = (id: string): number => carried.filter((one) => one === id).length;
  const ids = senders.map(({ body }) => body.dispatch_id);
  const own = github.requests.filter(({ actor }) => actor === BOT);
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const row = {
    dispatches: ids.length,
    landed: ids.filter((id) => timesOf(id) === 1).length,
    lost: ids.filter((id) => timesOf(id) === 0).length,
    doubled: ids.filter((id) => timesOf(id) > 1).length,
    writes: own.filter(isWrite).length,
    requests: own.length,
    limited: own.filter(({ status }) => status === 403 || status === 429).length,
    p50Ms: Math.round(percentile(times, 50)),
    p95Ms: Math.round(percentile(times, 95)),
    worstMs: Math.round(times.at(-1) ?? 0),
    cpuMs: Math.round(cpuMs),
    beside: besides.length,
    ...(await reports(database)),
  };
  const strange = answers.filter(({ outcome }) => outcome !== "applied");
  const broken = [
    ...(row.lost + row.doubled > 0 ? [`${row.lost} are lost and ${row.doubled} doubled`] : []),
    ...(strange.length > 0
      ? [`${strange.length} were answered otherwise, such as: ${strange[0]?.outcome}`]
      : []),
    ...(row.writes > MOST_WRITES ? [`${row.writes} writes are more than ${MOST_WRITES}`] : []),
    ...(row.dispatches >= PROMISED_FROM && row.p95Ms > PROMISED_MS
      ? [`the 95th percentile is ${row.p95Ms} ms, more than ${PROMISED_MS}`]
      : []),
    ...(row.limited > 0 ? [`GitHub refused ${row.limited} requests for its limits`] : []),
    ...besides
      .filter((id) => timesOf(id) !== 1)
      .map((id) => `${id} of the writer beside landed ${timesOf(id)} times`),
  ];
  return { rows: [row], broken };
}

/** How many reports were told by then, and how many wait. */
async function reports(database: string): Promise<{ readonly told: number; readonly untold: number }> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<object>(
      "select state, count(*)::int as count from reports group by state",
    );
    const countOf = (state: string): number =>
      Number(
        at(
          rows.find((row) => textAt(row, "state") === state),
          "count",
        ) ?? 0,
      );
    return { told: countOf("told"), untold: countOf("waiting") };
  } finally {
    await client.end();
  }
}
