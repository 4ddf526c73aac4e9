import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import { writtenAtOnce } from "../../../lib/deploys/config/waves.ts";
import { changeText, isRemoval, WHOLE_FILE, type Change } from "../../../lib/deploys/preview.ts";
import { isReleased, type DeployRequest } from "../../../lib/deploys/request.ts";
import type { SeenBranch } from "../../../lib/github/branch/branch-writer.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import type { CommitContent } from "../../../lib/github/branch/write-commit.ts";
import { fullName, repositoryNamed, sameRepository } from "../../../lib/github/repository.ts";
import { oneLine } from "../../../lib/releases/history/commit-message.ts";
import { step } from "../../../lib/store/step.ts";
import { Rejected } from "../rejected.ts";
import { filesOf } from "../targets/placement.ts";
import type { World } from "../world.ts";
import { withChanges } from "./target-file.ts";
import type { OtherPlace, ReleaseSettings, TargetFiles } from "./target-files.ts";
import { fileHeadline, releasedBy, requestTrailer, waveTrailer } from "./trailer.ts";
import { undeployedBefore, type Undone } from "./undeployed-before.ts";

/** A commit of a target's files alone. */
export interface FilesPlace extends OtherPlace {
  /** Those whose files it may change. */
  readonly placements: readonly Placement[];
  /** From 1, where it is the commit of a later wave. */
  readonly wave?: number;
  /** Asked before a commit that no earlier attempt has made. */
  readonly guard?: CommitGuard;
}

/** What may be against a commit at the last moment. */
export interface CommitGuard {
  /** The files that it looks at, of the branch on which the commit lands. */
  readonly paths: readonly string[];
  /** @throws Rejected */
  readonly refuse: (seen: SeenBranch) => void;
}

/** Where the commit goes that the ledger's does not hold; undefined where there is none. */
export function secondPlace(
  world: ReleaseSettings,
  request: DeployRequest,
  { elsewhere, state, placements: all }: TargetFiles,
): FilesPlace | undefined {
  const placements = writtenAtOnce(state.config, all);
  if (elsewhere !== undefined) return { ...elsewhere, placements };
  // A release that was adopted is in the ledger already: its files follow.
  const { repository, branch } = world.settings.releases;
  const hasFiles = request.shown?.changes.some(({ before, after }) => before !== after) === true;
  return isReleased(request) && hasFiles
    ? { repository: fullName(repository), branch, placements }
    : undefined;
}

/**
 * Commits what was confirmed of a target's files, and nothing else.
 * @returns the commit, which an earlier attempt may have made: 40 hex
 * @throws Rejected where the files say something else by now
 */
export async function commitFiles(
  world: World,
  request: DeployRequest,
  { repository: name, branch, placements, wave, guard }: FilesPlace,
): Promise<string> {
  const own = new Set(placements.flatMap(filesOf));
  const changes = (request.shown?.changes ?? []).filter(
    ({ repository, file }) => sameRepository(repository, name) && own.has(file),
  );
  const markers = [requestTrailer(request.id), ...(wave === undefined ? [] : [waveTrailer(wave)])];
  const paths = [...new Set([...changes.map(({ file }) => file), ...(guard?.paths ?? [])])];
  const undone = await undeployedBefore(world, request);
  const repository = await step("write.file repository", () => world.github.at(repositoryNamed(name)));
  const committed = await step("write.commit files", () =>
    commitToBranch(repository, {
      branch,
      paths,
      markers,
      isRepeated: true,
      decide: (files, { earlier, head }) => {
        if (earlier !== undefined) return { result: earlier.oid };
        guard?.refuse({ files, head });
        const edited = editedFiles(files, changes, undone);
        return isNothing(edited)
          ? { result: undefined }
          : { result: undefined, content: contentOf(request, { changes, edited, markers }) };
      },
    }),
  );
  return committed.commit?.oid ?? committed.result ?? committed.head;
}

/** What a commit changes of files. */
export type Edited = Required<Pick<CommitContent, "files">> & { readonly removed: readonly string[] };

export function isNothing({ files, removed }: Edited): boolean {
  return files.size === 0 && removed.length === 0;
}

/** The files that the changes really change. @param undone where the files are that come back @throws Rejected */
export function editedFiles(
  files: ReadonlyMap<string, string>,
  changes: readonly Change[],
  undone: Undone,
): Edited {
  const edited = new Map<string, string>();
  const removed: string[] = [];
  for (const [file, own] of Map.groupBy(changes, (one) => one.file)) {
    const before = files.get(file);
    if (own.some(isRemoval)) {
      if (before !== undefined) removed.push(file);
      continue;
    }
    const text =
      before ?? (own.some(({ field }) => field === WHOLE_FILE) ? undone.removed.get(file) : undefined);
    if (text === undefined) throw new Rejected("no file", `${file} is gone: add it again, and ask again`);
    const next = withChanges(text, own);
    if (next !== before) edited.set(file, next);
  }
  return { files: edited, removed };
}

function contentOf(
  request: DeployRequest,
  {
    changes,
    edited,
    markers,
  }: {
    readonly changes: readonly Change[];
    readonly edited: Edited;
    readonly markers: readonly string[];
  },
): CommitContent {
  const edits = changes.map((change) => oneLine(changeText(change)));
  const trailers = [
    ...markers,
    // Not as Dispatch-Id: by that line the release's own commit is known.
    `Release: ${request.correlation}`,
    `Released-By: ${releasedBy(request)}`,
  ];
  return {
    headline: fileHeadline(request),
    body: `${edits.join("\n")}\n\n${trailers.join("\n")}`,
    ...edited,
  };
}
