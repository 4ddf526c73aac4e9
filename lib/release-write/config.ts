import type { ConfigPlace } from "../releases/documents/database.ts";
import {
  deployConfig,
  undeployConfig,
  type ConfigDeploy,
  type ConfigDeployOptions,
} from "../releases/rules/config-deploy.ts";
import { resume } from "../releases/rules/resume.ts";
import type { ChangeOptions, DatabaseChange } from "./decide.ts";
import type { Documents } from "./documents.ts";
import { placeChange } from "./place-change.ts";

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
  return placeChange(documents, deploy, {
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
  return placeChange(documents, place, {
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
  return placeChange(documents, place, {
    options: { ...options, note: "resumed" },
    decide: () => resume(documents.database, place, options),
  });
}
