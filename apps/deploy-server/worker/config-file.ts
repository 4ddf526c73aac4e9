import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Artifactless, Desired } from "../../../lib/deploys/desired.ts";
import type { Change } from "../../../lib/deploys/preview.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { yamlValue } from "../../../lib/manifests/yaml-value.ts";
import { Rejected } from "../rejected.ts";

/** A file with a config's commit in it. */
interface ConfigFile {
  readonly target: Target;
  readonly repository: string;
  readonly file: string;
  readonly text: string;
}

/**
 * What another commit of a config changes in the file that says it, such as an Application's `targetRevision`.
 * @throws Rejected where the file says no commit
 */
export function configChanges(
  { field }: Placement,
  { target, repository, file, text }: ConfigFile,
  { configSha }: Artifactless,
): readonly Change[] {
  if (field === undefined) {
    throw new Rejected(
      "no field",
      `db/server.yaml names no field of ${file} that says which commit of ${target.config} runs in ${target.channel}: add field to ${targetKey(target)}, such as spec.source.targetRevision`,
    );
  }
  const before = yamlValue(text, { file, field });
  if (before === undefined || !/^[0-9a-f]{40}$/.test(before)) {
    throw new Rejected(
      "no commit",
      `${field} in ${file} says ${before ?? "nothing"}, which is no commit of 40 digits: ${targetKey(target)} has no image, so that its file has to say which commit of the config runs; write one there once by hand`,
    );
  }
  return [{ repository, file, field, before, after: configSha }];
}

/** Why a file does not say the commit that the ledger says; undefined where it does, or the ledger says none. */
export function configDrift({ file, field, before }: Change, from: Desired): string | undefined {
  if (from.kind !== "artifactless" || before === from.configSha) return undefined;
  return `${field} in ${file} says ${before ?? "nothing"}, and the ledger ${from.configSha}: somebody has changed it by hand`;
}
