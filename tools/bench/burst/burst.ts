import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startGitHub } from "@release-channels/sandbox";
import { recordOf, serializeDatabase, type DatabaseRecord } from "../database.ts";
import type { Row } from "../table.ts";
import { UsageError } from "../usage-error.ts";
import { Barrier } from "./barrier.ts";
import { BranchWatch } from "./branch-watch.ts";
import { concurrencyGroup } from "./concurrency-group.ts";
import { contentsApi } from "./contents-api.ts";
import { idealMs, isWrite, percentile, type Figures } from "./figures.ts";
import { gitRebase } from "./git-rebase.ts";
import { serialWriteMs } from "./ideal.ts";
import { releaseChannels } from "./release-channels.ts";
import type { PlannedRelease, Strategy } from "./strategy.ts";

const execute = promisify(execFile);

export interface BurstOptions {
  readonly dispatches: number;
  /** Whether each release adds a record or changes an existing one: merges fail differently. */
  readonly kind: "add" | "update";
  /** Their names; by default, all. */
  readonly strategies?: readonly string[] | undefined;
  /** Added to every request, in milliseconds: give or take the spread. */
  readonly latency: { readonly ms: number; readonly spreadMs: number };
  /** Enforce GitHub's published limits. */
  readonly limits: boolean;
  readonly tell: (line: string) => void;
}

const STRATEGIES: readonly Strategy[] = [releaseChannels, gitRebase, contentsApi, concurrencyGroup];

/** Needed because GitHub lists a workflow's runs only if the file exists. */
const WORKFLOW = ".github/workflows/update-database.yml";

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const LIMITS = { requestsPerHour: 1000, contentPerMinute: 80, concurrent: 100 };

/** Many dispatches at once: all processes start first, and their first requests are answered together. */
export async function burst(options: BurstOptions): Promise<readonly (Figures & Row)[]> {
  const rows: (Figures & Row)[] = [];
  for (const strategy of chosen(options.strategies)) {
    options.tell(`${strategy.name}: ${options.dispatches} dispatches at once …`);
    rows.push({ ...(await measure(strategy, options)) });
  }
  return rows;
}

function chosen(names: readonly string[] | undefined): readonly Strategy[] {
  const known = STRATEGIES.map(({ name }) => name);
  for (const name of names ?? []) {
    if (!known.includes(name))
      throw new UsageError(`There is no strategy "${name}": use ${known.join(", ")}.`);
  }
  return STRATEGIES.filter(({ name }) => names?.includes(name) ?? true);
}

async function measure(strategy: Strategy, options: BurstOptions): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), "bench-burst-"));
  const github = await startGitHub({ directory: join(directory, "github") });
  try {
    const releases = plan(options.dispatches);
    const text = serializeDatabase(options.kind === "add" ? [] : releases.map(olderRecord));
    const files = { "db/db.json": text, [WORKFLOW]: "on: repository_dispatch\n" };
    const ideal = await github.createRepository("acme/ideal", { files });
    github.inject({ operation: "*", fault: { kind: "delay", ...options.latency } });
    const writeMs = await serialWriteMs(github, ideal, text);
    github.clearFaults();

    const repository = await github.createRepository("acme/releases", { files });
    const token = github.createToken({
      actor: "github-actions[bot]",
      kind: "actions",
      repositories: [repository.fullName],
      permissions: { actions: "read", contents: "write", metadata: "read" },
    });
    await mkdir(join(directory, "work"));
    const writers = await strategy.prepare(
      { github, repository, token, directory: join(directory, "work") },
      releases,
    );
    const barrier = new Barrier(strategy.startsAtOnce ?? writers.length);
    github.inject({ operation: "*", fault: { kind: "delay", ...options.latency, gate: barrier.arrive } });
    if (options.limits) github.limit(LIMITS);
    github.forgetRequests();
    const watch = new BranchWatch(repository.gitDir, "main");
    const started = watch.seen.size;
    await Promise.all(writers.map((write) => write().finally(barrier.arrive))).finally(() => watch.stop());
    const times = [...watch.seen.values()]
      .slice(started)
      .map((time) => time - (barrier.openedAt ?? time))
      .sort((a, b) => a - b);
    const landed = countLanded(await show(repository.gitDir), releases);
    return {
      strategy: strategy.name,
      dispatches: releases.length,
      landed,
      lost: releases.length - landed,
      commits: await commits(repository.gitDir),
      writeAttempts: github.requests.filter(isWrite).length,
      requests: github.requests.length,
      p50Ms: Math.round(percentile(times, 50)),
      p95Ms: Math.round(percentile(times, 95)),
      wallMs: Math.round(times.at(-1) ?? 0),
      idealMs: Math.round(
        idealMs(releases.length, writeMs, options.limits ? LIMITS.contentPerMinute : undefined),
      ),
    };
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function plan(count: number): readonly PlannedRelease[] {
  return Array.from({ length: count }, (_, index) => {
    const container = `app-${String(index).padStart(4, "0")}`;
    return { index, container, channel: "dev", image: `ghcr.io/acme/${container}:new` };
  });
}

const olderRecord = ({ container, channel }: PlannedRelease): DatabaseRecord =>
  recordOf({ container, channel, image: `ghcr.io/acme/${container}:old`, index: -1 });

async function show(gitDir: string): Promise<string> {
  const { stdout } = await execute("git", ["--git-dir", gitDir, "show", "main:db/db.json"], {
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

/** Commits after the first. */
async function commits(gitDir: string): Promise<number> {
  const { stdout } = await execute("git", [
    "--git-dir",
    gitDir,
    "rev-list",
    "--count",
    "--no-merges",
    "main",
  ]);
  return Number(stdout) - 1;
}

function countLanded(text: string, releases: readonly PlannedRelease[]): number {
  const { releases: records }: { readonly releases: readonly DatabaseRecord[] } = JSON.parse(text);
  const images = new Map(records.map(({ container, channel, image }) => [`${container} ${channel}`, image]));
  return releases.filter(({ container, channel, image }) => images.get(`${container} ${channel}`) === image)
    .length;
}
