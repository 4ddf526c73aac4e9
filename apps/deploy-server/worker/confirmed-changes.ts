import { WHOLE_FILE, type Change } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { Rejected } from "../rejected.ts";
import { changesIn, type ReleaseSettings, type TargetFiles } from "./target-files.ts";
import type { Undone } from "./undeployed-before.ts";

/** The edits, if the files still say what was confirmed. @throws Rejected */
export function confirmedChanges(
  world: ReleaseSettings,
  files: TargetFiles,
  { request, undone }: { readonly request: DeployRequest; readonly undone: Undone },
): readonly Change[] {
  const { to, target, shown } = request;
  if (to === undefined) return [];
  const changes = changesIn(world, files, { target, to, undone });
  const confirmed = shown?.changes ?? [];
  const stray = changes.find(
    (change) =>
      change.before !== change.after &&
      !confirmed.some((one) => isSameValue(one, change) && one.before === change.before),
  );
  if (stray === undefined) return changes;
  if (stray.field === WHOLE_FILE) {
    throw new Rejected("moved", `${stray.file} has changed since that was confirmed: ask again`);
  }
  throw new Rejected(
    "moved",
    `${stray.field} in ${stray.file} says ${stray.before ?? "nothing"} now, which was not confirmed: ask again`,
  );
}

/** Two repositories may have files of one name, and a file several objects. */
function isSameValue(a: Change, b: Change): boolean {
  return (
    a.repository === b.repository &&
    a.file === b.file &&
    a.field === b.field &&
    a.manifest?.kind === b.manifest?.kind &&
    a.manifest?.name === b.manifest?.name
  );
}
