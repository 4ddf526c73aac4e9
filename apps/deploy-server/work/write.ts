import { placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import type { Change as FileChange } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { CommitContent } from "../../../lib/github/branch/write-commit.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { commitDatabase } from "../../../lib/release-write/commit.ts";
import { decideChange, type DatabaseChange } from "../../../lib/release-write/decide.ts";
import { readDocuments } from "../../../lib/release-write/documents.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { dispatchTrailer } from "../../../lib/releases/history/commit-message.ts";
import type { SourcedRelease } from "../../../lib/releases/rules/apply.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { readReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";
import { artifactOf } from "./artifact.ts";
import { happened, held, Rejected, type Outcome } from "./outcome.ts";
import { releaseFilesOf } from "./placement.ts";
import { runOf } from "./resolve.ts";
import { changesOf, withChanges } from "./target-file.ts";

/** The line by which a request's commits are known. */
export function requestTrailer(id: string): string {
  return `Deploy-Request: ${id}`;
}

type Artifactful = Extract<Desired, { kind: "artifactful" }>;

/**
 * Writes the ledger and the target's own file in one commit. A commit of an earlier attempt is found by its trailer, and
 * counts.
 */
export async function write(world: World, request: DeployRequest): Promise<Outcome> {
  const { to } = request;
  if (to?.kind !== "artifactful") throw new Rejected("no artifact", "only images can be deployed yet");
  const { releases } = world.settings;
  const state = await readReleaseState(world.github, releases);
  const release = await releaseOf(world, request, { state, to });
  const placements = placementsOf(state.config, request.target);
  const repository = await step("write.repository", () => world.github.at(releases.repository));
  const committed = await step("write.commit", () =>
    commitDatabase(repository, {
      id: request.id,
      path: releases.database,
      policyPath: releases.policy,
      branch: releases.branch,
      dryRun: false,
      isRepeated: true,
      alsoReads: releaseFilesOf(placements, releases),
      decide: (texts, { earlier, files }) => {
        const documents = readDocuments(texts, { path: releases.database, policyPath: releases.policy });
        const options = messageOptions(world, request);
        const change = decideChange(
          documents,
          { releases: [release], order: "any" },
          { ...options, at: isoTime(world.clock), path: releases.database, earlier },
        );
        if (earlier !== undefined) return change;
        const [result] = change.update.results;
        if (result?.outcome === "held") throw held(request.target, result.reason);
        return withFiles(change, request, {
          files,
          changes: confirmedChanges(placements, repository, { files, request, to }),
          options,
        });
      },
    }),
  );
  const commit = committed.commit?.oid ?? committed.head;
  const own = {
    repository: fullName(releases.repository),
    sha: commit,
    requestId: request.id,
    role: "ledger",
  } as const;
  return happened({ type: "committed", commit }, { commits: committed.commit === undefined ? [] : [own] });
}

async function releaseOf(
  world: World,
  { target }: DeployRequest,
  { state, to }: { readonly state: Parameters<typeof artifactOf>[0]; readonly to: Artifactful },
): Promise<SourcedRelease> {
  const { image, digest, sha } = to.artifact;
  const release = { container: target.config, channel: target.channel, image, digest };
  const { repository: name } = artifactOf(state, target);
  const repository = await step("write.source repository", () => world.github.at(name));
  const run = await runOf(repository, sha);
  if (run === undefined || run.branch === null) return release;
  const source = {
    repository: fullName(name),
    sha,
    ref: `refs/heads/${run.branch}`,
    run_id: run.id,
    run_attempt: run.attempt,
  };
  return { ...release, source };
}

function messageOptions(world: World, { id, by }: DeployRequest) {
  return {
    id,
    by: by.account?.login ?? "unknown",
    force: false,
    serverUrl: world.settings.github.url,
    trailers: [requestTrailer(id)],
  };
}

/** The edits, if the files still say what was confirmed. @throws Rejected */
function confirmedChanges(
  placements: ReturnType<typeof placementsOf>,
  { name }: GitHubRepository,
  {
    files,
    request,
    to,
  }: {
    readonly files: ReadonlyMap<string, string>;
    readonly request: DeployRequest;
    readonly to: Artifactful;
  },
): readonly FileChange[] {
  const repository = fullName(name);
  const changes = placements.flatMap((placement) =>
    placement.file === undefined
      ? []
      : changesOf(placement, { repository, text: files.get(placement.file) }, to),
  );
  const confirmed = request.shown?.changes ?? [];
  const stray = changes.find(
    (change) =>
      !confirmed.some(
        (one) => one.file === change.file && one.field === change.field && one.before === change.before,
      ),
  );
  if (stray !== undefined) {
    throw new Rejected(
      "moved",
      `${stray.field} in ${stray.file} says ${stray.before ?? "nothing"} now, which was not confirmed: ask again`,
    );
  }
  return changes;
}

/** Adds the target's files to the commit of the ledger; where the ledger says it already, they are a commit of their own. */
function withFiles(
  change: DatabaseChange,
  request: DeployRequest,
  {
    files,
    changes,
    options,
  }: {
    readonly files: ReadonlyMap<string, string>;
    readonly changes: readonly FileChange[];
    readonly options: ReturnType<typeof messageOptions>;
  },
): DatabaseChange {
  const edited = new Map<string, string>();
  for (const file of new Set(changes.map((one) => one.file))) {
    const text = files.get(file) ?? "";
    const next = withChanges(
      text,
      changes.filter((one) => one.file === file),
    );
    if (next !== text) edited.set(file, next);
  }
  if (edited.size === 0) return change;
  const content: CommitContent = change.content ?? fileCommit(request, options);
  return { ...change, content: { ...content, files: new Map([...content.files, ...edited]) } };
}

function fileCommit(
  { target, to }: DeployRequest,
  { id, by, trailers }: ReturnType<typeof messageOptions>,
): CommitContent {
  const tag = to?.kind === "artifactful" ? splitImage(to.artifact.image).tag : undefined;
  return {
    headline: `release(${target.config}): ${target.channel} → ${tag ?? "as it is"}`,
    body: ["The ledger said so already.", "", dispatchTrailer(id), ...trailers, `Released-By: ${by}`].join(
      "\n",
    ),
    files: new Map(),
  };
}
