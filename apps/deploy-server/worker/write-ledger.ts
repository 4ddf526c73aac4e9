import { writtenAtOnce } from "../../../lib/deploys/config/waves.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import type { CommitContent } from "../../../lib/github/branch/write-commit.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { commitDatabase, type DatabaseView } from "../../../lib/release-write/commit.ts";
import type { DatabaseChange } from "../../../lib/release-write/decide.ts";
import { readDocuments, type DocumentTexts } from "../../../lib/release-write/documents.ts";
import { dispatchTrailer } from "../../../lib/releases/history/commit-message.ts";
import type { OwnCommit } from "../../../lib/store/own-commits.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { releaseStateOf } from "../github/release-files.ts";
import { held } from "../rejected.ts";
import { releaseFilesOf } from "../targets/placement.ts";
import { forgetReleaseState, rememberReleaseState } from "../targets/release-state.ts";
import type { World } from "../world.ts";
import { confirmedChanges } from "./confirmed-changes.ts";
import { ledgerChange, type Wished } from "./ledger-change.ts";
import type { Look } from "./looks.ts";
import { refuseByRules } from "./rules.ts";
import { seenBuild } from "./seen-build.ts";
import { isElsewhere, type TargetFiles } from "./target-files.ts";
import { fileHeadline, releasedBy, requestTrailer } from "./trailer.ts";
import type { Undone } from "./undeployed-before.ts";
import { configPlace } from "./wanted.ts";
import { editedFiles, isNothing } from "./write-files.ts";

/** What was found before the commit, and does not change with the branch. */
interface Found extends Wished {
  readonly files: TargetFiles;
  readonly undone: Undone;
}

/** What is known before the commit. */
interface Known extends Pick<Found, "files" | "undone"> {
  /** What the turn has seen, right before and by this replica: nothing was written then, and `files` are of it. */
  readonly seen?: Extract<Look, { of: "turn" }> | undefined;
}

/** Where the ledger says it. */
export interface LedgerCommit {
  readonly commit: string;
  /** The commit on which it was made; undefined where that is not known. */
  readonly parent: string | undefined;
  readonly own: readonly OwnCommit[];
}

/** Writes what is to run to the ledger, with the target's files that are beside it: one commit, or none where all says so. */
export async function commitLedger(
  world: World,
  request: DeployRequest,
  { files, seen, undone }: Known,
): Promise<LedgerCommit> {
  const { releases } = world.settings;
  const build = seen === undefined ? await seenBuild(world, files.state, request) : seen.build;
  const config = await configPlace(world, files.state, request);
  const repository = await step("write.repository", () => world.github.at(releases.repository));
  let written: CommitContent | undefined;
  const committed = await step("write.commit", () =>
    commitDatabase(repository, {
      id: request.id,
      path: releases.database,
      policyPath: releases.policy,
      branch: releases.branch,
      dryRun: false,
      isRepeated: seen === undefined,
      ...(seen !== undefined && { seen: files.state }),
      alsoReads: releaseFilesOf(files.placements, releases),
      decide: (texts, view) => {
        const change = decide(world, { request, build, config, files, undone }, { texts, view });
        written = change.content;
        return change;
      },
    }),
  );
  const { head } = committed;
  const commit = committed.commit?.oid;
  if (commit === undefined) return { commit: head, parent: undefined, own: [] };
  // All that the branch has beside this commit was read at its parent.
  const isOnRead = seen !== undefined && head === files.state.head;
  if (isOnRead && written !== undefined) {
    const now = releaseStateOf(releases, { head: commit, files: withWritten(files.state.files, written) });
    rememberReleaseState(world, now, head);
  } else {
    forgetReleaseState(world);
  }
  const sha = { repository: fullName(releases.repository), sha: commit };
  const own = [{ ...sha, requestId: request.id, role: "ledger" } as const];
  return { commit, parent: isOnRead ? head : undefined, own };
}

function withWritten(
  files: ReadonlyMap<string, string>,
  { files: written, removed = [] }: CommitContent,
): ReadonlyMap<string, string> {
  const now = new Map([...files, ...written]);
  for (const file of removed) now.delete(file);
  return now;
}

/** The commit of an earlier attempt: 40 hex; undefined where there is none. Nothing is written. */
export async function findLedgerCommit(world: World, { id }: DeployRequest): Promise<string | undefined> {
  const { repository: name, branch } = world.settings.releases;
  const repository = await step("write.earlier repository", () => world.github.at(name));
  const { result } = await step("write.find earlier", () =>
    commitToBranch(repository, {
      branch,
      paths: [],
      markers: [requestTrailer(id)],
      isRepeated: true,
      decide: (_files, { earlier }) => ({ result: earlier?.oid }),
    }),
  );
  return result;
}

function decide(
  world: World,
  found: Found,
  { texts, view }: { readonly texts: DocumentTexts; readonly view: DatabaseView },
): DatabaseChange {
  const { releases } = world.settings;
  const { request, build } = found;
  const { earlier } = view;
  const at = isoTime(world.clock);
  const documents = readDocuments(texts, { path: releases.database, policyPath: releases.policy });
  // What the branch says now counts, and not what it said when the request was shown.
  if (earlier === undefined)
    refuseByRules(documents, request, { build, at, config: found.files.state.config });
  const { database: path, policy: policyPath } = releases;
  const serverUrl = world.settings.github.url;
  const change = ledgerChange(found, { documents, texts, view, path, policyPath, serverUrl, at });
  if (earlier !== undefined) return change;
  const [result] = change.update.results;
  if (result?.outcome === "held") throw held(request.target, result.reason);
  return withFiles(world, found, { change, files: view.files });
}

/** Adds the target's files to the commit of the ledger; where the ledger says it already, they are a commit of their own. */
function withFiles(
  world: World,
  { request, files: known, undone }: Found,
  { change, files }: { readonly change: DatabaseChange; readonly files: ReadonlyMap<string, string> },
): DatabaseChange {
  const state = { ...known.state, files };
  const here = writtenAtOnce(state.config, known.placements).filter(
    (placement) => !isElsewhere(world, placement),
  );
  const changes = confirmedChanges(world, { ...known, state, placements: here }, { request, undone });
  const edited = editedFiles(files, changes, undone);
  if (isNothing(edited)) return change;
  const content = change.content ?? saidAlready(request);
  const all = new Map([...content.files, ...edited.files]);
  return { ...change, content: { ...content, files: all, removed: edited.removed } };
}

function saidAlready(request: DeployRequest): CommitContent {
  const { id } = request;
  const trailers = [dispatchTrailer(id), requestTrailer(id), `Released-By: ${releasedBy(request)}`];
  return {
    headline: fileHeadline(request),
    body: `The ledger said so already.\n\n${trailers.join("\n")}`,
    files: new Map(),
  };
}
