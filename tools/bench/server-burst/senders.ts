import { createHash } from "node:crypto";
import type { Repository, TestGitHub } from "@release-channels/sandbox";
import { audienceOf, type DispatchBody } from "../../../apps/deploy-server/testing/keyless.ts";
import { dispatchId } from "../dispatch.ts";

/** A build that is about to send its dispatch. */
export interface Sender {
  readonly body: DispatchBody;
  /** Its job's OIDC token. */
  readonly token: string;
}

/** The source repositories. */
export async function createSources(
  github: TestGitHub,
  count: number,
): Promise<readonly (readonly [Repository, tip: string])[]> {
  const sources: (readonly [Repository, string])[] = [];
  for (let index = 0; index < count; index += 1) {
    const repository = await github.createRepository(nameOf(index), { files: { "README.md": `${index}\n` } });
    sources.push([repository, (await github.tip(repository.fullName)) ?? ""]);
  }
  return sources;
}

/** The policy by which each repository owns the containers of its builds. */
export function policyOf(sources: readonly (readonly [Repository, string])[], count: number): object {
  const rounds = Array.from({ length: Math.ceil(count / sources.length) }, (_, round) => round);
  const owned = sources.flatMap(([{ id, fullName }]) =>
    rounds.map((round) => [containerOf(fullName, round), { repository: { name: fullName, id } }]),
  );
  return { version: 1, channels: ["dev"], containers: { ...Object.fromEntries(owned), beside: {} } };
}

/** The builds, in the order in which they send: each repository in its turn, with a newer run each time. */
export function createSenders(
  github: TestGitHub,
  sources: readonly (readonly [Repository, string])[],
  count: number,
): Promise<readonly Sender[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Sender> => {
      const [repository, sha] = sources[index % sources.length] ?? [];
      if (repository === undefined || sha === undefined) throw new Error("there are no source repositories");
      return senderOf(github, { repository, sha, index, round: Math.floor(index / sources.length) });
    }),
  );
}

async function senderOf(
  github: TestGitHub,
  {
    repository,
    sha,
    index,
    round,
  }: {
    readonly repository: Repository;
    readonly sha: string;
    readonly index: number;
    readonly round: number;
  },
): Promise<Sender> {
  const { fullName } = repository;
  const container = containerOf(fullName, round);
  const build = { ref: "refs/heads/main", sha, runId: 1000 + index, runNumber: index + 1, runAttempt: 1 };
  const body: DispatchBody = {
    version: 1,
    dispatch_id: dispatchId(index),
    releases: [{ container, channel: "dev", image: `ghcr.io/${fullName}:${tagOf(index)}` }],
    source: { repository: fullName, sha, ref: build.ref, run_id: build.runId, run_attempt: 1 },
  };
  const workflow = {
    name: "CI",
    repository: fullName,
    path: ".github/workflows/ci.yml",
    ref: build.ref,
    sha,
  };
  const job = { ...build, repository, actor: "octocat", eventName: "push", workflow };
  return { body, token: await github.oidc.mint(job, audienceOf(body)) };
}

const nameOf = (index: number): string => `acme/app-${String(index).padStart(3, "0")}`;
/** One for each build: of two builds of one container, the older is superseded where it comes later. */
const containerOf = (repository: string, round: number): string =>
  `${repository.slice("acme/".length)}-${round}`;
const tagOf = (index: number): string =>
  `main-${createHash("sha1").update(String(index)).digest("hex").slice(0, 7)}`;
