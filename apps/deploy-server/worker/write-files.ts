import type { Change } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import type { CommitContent } from "../../../lib/github/branch/write-commit.ts";
import { fullName, repositoryNamed, sameRepository } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";
import { Rejected } from "./outcome.ts";
import { withChanges } from "./target-file.ts";
import { readTargetFiles, type OtherPlace } from "./target-files.ts";
import { fileHeadline, releasedBy, requestTrailer } from "./trailer.ts";

/** Where the commit goes that the ledger's does not hold; undefined where there is none. */
export async function secondPlace(
  world: World,
  { target, kind, shown }: DeployRequest,
): Promise<OtherPlace | undefined> {
  const { elsewhere } = await readTargetFiles(world, target);
  if (elsewhere !== undefined) return elsewhere;
  // A release that was adopted is in the ledger already: its files follow.
  const { repository, branch } = world.settings.releases;
  const hasFiles = shown?.changes.some(({ before, after }) => before !== after) === true;
  return kind === "adopt" && hasFiles ? { repository: fullName(repository), branch } : undefined;
}

/**
 * Commits what was confirmed of a target's files, and nothing else.
 * @returns the commit, which an earlier attempt may have made: 40 hex
 * @throws Rejected where the files say something else by now
 */
export async function commitFiles(
  world: World,
  request: DeployRequest,
  { repository: name, branch }: OtherPlace,
): Promise<string> {
  const changes = (request.shown?.changes ?? []).filter(({ repository }) => sameRepository(repository, name));
  const paths = [...new Set(changes.map(({ file }) => file))];
  const repository = await step("write.file repository", () => world.github.at(repositoryNamed(name)));
  const committed = await step("write.commit files", () =>
    commitToBranch(repository, {
      branch,
      paths,
      markers: [requestTrailer(request.id)],
      isRepeated: true,
      decide: (files, { earlier }) => {
        if (earlier !== undefined) return { result: earlier.oid };
        const edited = editedFiles(files, changes);
        return edited.size === 0
          ? { result: undefined }
          : { result: undefined, content: contentOf(request, changes, edited) };
      },
    }),
  );
  return committed.commit?.oid ?? committed.result ?? committed.head;
}

/** The files that the changes really change. @throws Rejected */
export function editedFiles(
  files: ReadonlyMap<string, string>,
  changes: readonly Change[],
): ReadonlyMap<string, string> {
  const edited = new Map<string, string>();
  for (const file of new Set(changes.map((one) => one.file))) {
    const text = files.get(file);
    if (text === undefined) throw new Rejected("no file", `${file} is gone: add it again, and ask again`);
    const next = withChanges(
      text,
      changes.filter((one) => one.file === file),
    );
    if (next !== text) edited.set(file, next);
  }
  return edited;
}

function contentOf(
  request: DeployRequest,
  changes: readonly Change[],
  files: ReadonlyMap<string, string>,
): CommitContent {
  const edits = changes.map(
    ({ file, field, before, after }) => `${file} ${field}: ${before ?? "(new)"} → ${after ?? "(gone)"}`,
  );
  const trailers = [
    requestTrailer(request.id),
    // Not as Dispatch-Id: by that line the release's own commit is known.
    `Release: ${request.correlation}`,
    `Released-By: ${releasedBy(request)}`,
  ];
  return { headline: fileHeadline(request), body: `${edits.join("\n")}\n\n${trailers.join("\n")}`, files };
}
