import type { ConfigPlace } from "../releases/documents/database.ts";
import type { Applied } from "../releases/rules/apply.ts";
import {
  deployConfig,
  undeployConfig,
  type ConfigDeploy,
  type ConfigDeployOptions,
} from "../releases/rules/config-deploy.ts";
import { resume } from "../releases/rules/resume.ts";
import { changeOf, type ChangeOptions, type DatabaseChange } from "./decide.ts";
import { ruleNotes, type Documents } from "./documents.ts";

export interface ConfigChangeOptions extends ChangeOptions, Pick<ConfigDeployOptions, "pin"> {}

/** Decides which commit of a config without an image is to run. @throws InvalidDocument if the resulting file would be invalid */
export function decideConfig(
  documents: Documents,
  deploy: ConfigDeploy,
  options: ConfigChangeOptions,
): DatabaseChange {
  const { repository, sha } = deploy;
  const trailers = [...(options.trailers ?? []), `Config: ${repository}@${sha}`];
  const { policy, locks } = documents;
  return change(documents, deploy, {
    options: { ...options, trailers },
    decide: () => deployConfig(documents.database, deploy, { ...options, policy, locks }),
  });
}

/** Decides to take a config without an image out of a channel. @param reason one line */
export function decideConfigUndeploy(
  documents: Documents,
  place: ConfigPlace,
  { reason, ...options }: ConfigChangeOptions & { readonly reason: string },
): DatabaseChange {
  const trailers = [...(options.trailers ?? []), `Reason: ${reason}`];
  const { policy, locks } = documents;
  return change(documents, place, {
    options: { ...options, trailers },
    decide: () => undeployConfig(documents.database, place, { ...options, policy, locks, reason }),
  });
}

/** Decides to let events deploy to a place again. */
export function decideResume(
  documents: Documents,
  place: ConfigPlace,
  options: ConfigChangeOptions,
): DatabaseChange {
  return change(documents, place, {
    options: { ...options, note: "resumed" },
    decide: () => resume(documents.database, place, options),
  });
}

/** What an earlier attempt has written is done, whatever has come since. */
function change(
  documents: Documents,
  { config: container, channel }: ConfigPlace,
  { options, decide }: { readonly options: ChangeOptions; readonly decide: () => Applied },
): DatabaseChange {
  const { earlier, at } = options;
  if (earlier !== undefined) {
    const { text } = documents;
    const reason = `an earlier attempt of this job wrote it, in commit ${earlier.oid.slice(0, 7)}`;
    const result = { container, channel, outcome: "unchanged", reason, before: null, after: null } as const;
    return { update: { results: [result], coming: [], before: text, after: text } };
  }
  const applied = decide();
  const places = [{ container, channel }];
  const coming = ruleNotes(documents, { database: applied.database, places, at });
  return changeOf(documents, applied, { message: options, sources: [], coming });
}
