import { placeOfConfig, recordKey, type ConfigPlace } from "../documents/database.ts";
import { shortSha } from "../documents/tag.ts";
import type { ConfigRecord, ConfigSource, Database } from "../generated/schema.generated.ts";
import type { Applied, ReleaseResult } from "./apply.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { stopOf, withoutTraces } from "./undeployment.ts";
import { keepsPin, pinAfter, pinHold, type PinOptions } from "./until-resume.ts";

/** A config without an image, as a commit of its repository has it. */
export interface ConfigDeploy extends ConfigPlace, ConfigSource {}

export interface ConfigDeployOptions extends Gates, PinOptions {
  /** Who deploys: a GitHub login. */
  readonly by: string;
  /** The request's id. */
  readonly id: string;
}

/** What a config's commit is called where an image would stand. */
export function configText(sha: string): string {
  return `config ${shortSha(sha)}`;
}

/** What stands where an image would, once it is undeployed. */
export const UNDEPLOYED = "undeployed";

/** The ledger's record of a config without an image. */
export function configRecordOf({ configs = [] }: Database, place: ConfigPlace): ConfigRecord | undefined {
  const key = recordKey(placeOfConfig(place));
  return configs.find((one) => recordKey(placeOfConfig(one)) === key);
}

/** Says which commit of a config runs in a channel. Pure; the same again changes nothing. */
export function deployConfig(
  database: Database,
  deploy: ConfigDeploy,
  options: ConfigDeployOptions,
): Applied {
  const { config, channel, repository, path, sha } = deploy;
  const record = configRecordOf(database, deploy);
  const result = { ...resultOf(deploy, record), after: configText(sha) };
  const hold = holdReason(database, deploy, options);
  if (hold !== undefined) return unchanged(database, { ...result, outcome: "held", reason: hold });
  const pinned = pinAfter(record, options);
  const isSame = record?.sha === sha && record.repository === repository && record.path === path;
  if (isSame && keepsPin(record, options)) {
    return unchanged(database, { ...result, outcome: "unchanged", reason: "the record already says so" });
  }
  const { pinned: _before, ...kept } = record ?? {};
  const { by, at, id } = options;
  const next = {
    ...kept,
    config,
    channel,
    repository,
    path,
    sha,
    released_at: at,
    released_by: by,
    dispatch_id: id,
    ...(pinned !== undefined && { pinned }),
  };
  const others = othersThan(database, deploy);
  return {
    database: { ...withoutTraces(database, [placeOfConfig(deploy)]), configs: [...others, next] },
    results: [{ ...result, outcome: "applied", reason: "" }],
    changed: true,
  };
}

/** Takes a config out of a channel, and says so, so that nothing brings it back by itself. Pure. */
export function undeployConfig(
  database: Database,
  place: ConfigPlace,
  { reason, ...options }: Omit<ConfigDeployOptions, "pin"> & { readonly reason: string },
): Applied {
  const record = configRecordOf(database, place);
  const result = { ...resultOf(place, record), after: UNDEPLOYED };
  if (record === undefined) return unchanged(database, { ...result, outcome: "unchanged", reason: "" });
  const hold = holdReason(database, place, options);
  if (hold !== undefined) return unchanged(database, { ...result, outcome: "held", reason: hold });
  const { config, channel } = place;
  const { by, at } = options;
  const cleared = withoutTraces(database, [placeOfConfig(place)]);
  return {
    database: {
      ...cleared,
      configs: othersThan(database, place),
      undeployed: [...(cleared.undeployed ?? []), { config, channel, by, at, reason }],
    },
    results: [{ ...result, outcome: "applied", reason: "" }],
    changed: true,
  };
}

function othersThan({ configs = [] }: Database, place: ConfigPlace): ConfigRecord[] {
  const key = recordKey(placeOfConfig(place));
  return configs.filter((one) => recordKey(placeOfConfig(one)) !== key);
}

function resultOf(place: ConfigPlace, record: ConfigRecord | undefined) {
  return { ...placeOfConfig(place), before: record === undefined ? null : configText(record.sha) };
}

/** Nothing has changed. */
export function unchanged(database: Database, result: ReleaseResult): Applied {
  return { database, results: [result], changed: false };
}

/** Why a config is not deployed now: all reasons that hold. */
function holdReason(
  database: Database,
  place: ConfigPlace,
  { bringsBack = false, ...gates }: Pick<ConfigDeployOptions, "bringsBack"> & Gates,
): string | undefined {
  const record = configRecordOf(database, place);
  const stop = record === undefined && !bringsBack ? stopOf(database, placeOfConfig(place)) : undefined;
  return (
    [
      pinHold(record, { bringsBack, at: gates.at }),
      stop?.because,
      ...gateReasons(gates, placeOfConfig(place)),
    ]
      .filter((reason) => reason !== undefined)
      .join("; and ") || undefined
  );
}
