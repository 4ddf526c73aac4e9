import type { Credentials, TokenCredentials } from "../../../lib/github/access.ts";
import { readCredentials, tokenOf } from "../../../lib/runner/credentials.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import type { Run } from "../../../lib/runner/run.ts";
import { rolloutOf, type ReportedRollout } from "./rollout.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  /** Write to the source repositories; undefined if none are set. */
  readonly credentials: Credentials | undefined;
  /** Read the release repository. */
  readonly githubToken: TokenCredentials;
  /** Undefined if the event is not the end of a rollout. */
  readonly rollout: ReportedRollout | undefined;
  /** The branch that holds the database. */
  readonly branch: string;
  readonly files: RolloutFiles;
}

/** Paths and names in the release repository. Named ones must exist; the defaults need not. */
export interface RolloutFiles {
  readonly kustomization: string;
  /** The image's name in it. */
  readonly image: string;
  readonly database: string;
}

/** As in action.yml. */
export const DEFAULTS = { kustomization: "deployment/kustomization.yaml", image: "release-channel-api" };

/** @throws InputError */
export function readInputs(run: Run): Inputs {
  const githubToken = inputs.secret("github-token");
  if (githubToken === undefined)
    throw new InputError("github-token", "", "set the job's own token, github.token.");
  return {
    credentials: readCredentials(),
    githubToken: tokenOf("github-token", githubToken),
    rollout: readRollout(run),
    branch: inputs.branch("branch", "the branch that holds the database"),
    files: {
      kustomization: inputs.path("kustomization", "the file that pins the image"),
      image: inputs.required("image", "the image's name in the manifests, such as release-channel-api"),
      database: inputs.path("path", "the database file, such as db/db.json"),
    },
  };
}

function readRollout(run: Run): ReportedRollout | undefined {
  const revision = inputs.sha("revision");
  const environment = inputs.required("environment", "the environment of the cluster's rollouts");
  if (revision === undefined) {
    if (run.eventName === "deployment_status") return rolloutOf(run.event);
    throw new InputError("revision", "", "set it, or run on the event deployment_status.");
  }
  const state = inputs.choice("state", ["success", "failure"]);
  return { revision, state, environment, reason: inputs.optional("reason") ?? "" };
}
