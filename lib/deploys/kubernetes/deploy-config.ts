import type { Desired } from "../desired.ts";
import { VIRTUAL } from "../desired.ts";
import { at, numberAt, textAt } from "../narrow.ts";
import { targetKey, type Target } from "../target.ts";
import { conditionsOf, type Condition } from "./conditions.ts";

/** The custom resource by which a cluster is told what should run: its `spec` is the server's alone. */
export const GROUP = "release-channels.dev";
export const API_VERSION = `${GROUP}/v1alpha1`;
export const CONFIG_KIND = "DeployConfig";

/** Where a config's file and specs are. */
export interface ConfigPlace {
  /** `owner/name` */
  readonly repository: string;
  /** `.deploy/my-app.yaml` */
  readonly path: string;
}

/** What is to run of a target. */
export interface Wanted {
  readonly target: Target;
  readonly to: Desired;
  readonly config: ConfigPlace;
  /** Whether it is what somebody has set by hand, which git says as well by now. */
  readonly isTakenOver?: boolean;
}

/** The `spec` of a DeployConfig: without a configSha it is virtual. */
export interface DeployConfigSpec {
  readonly config: string;
  readonly channel: string;
  readonly repository: string;
  readonly path: string;
  /** The request that said so last; absent for one that was only found. */
  readonly request?: string | undefined;
  readonly configSha?: string | undefined;
  readonly artifactSha?: string | undefined;
  readonly image?: string | undefined;
  readonly digest?: string | undefined;
}

/** A DeployConfig, as far as it is looked at. */
export interface DeployConfigObject {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly spec: DeployConfigSpec;
  readonly status: DeployConfigStatus;
  /** Whole, for labels and managers. */
  readonly raw: unknown;
}

export interface DeployConfigStatus {
  readonly observedGeneration: number;
  /** The generation whose objects are applied, all of them; 0 where none is. */
  readonly appliedGeneration: number;
  readonly conditions: readonly Condition[];
}

/** The object's name; @returns undefined where Kubernetes allows no such name */
export function objectName({ config, channel }: Target): string | undefined {
  const name = `${config}.${channel}`;
  const isName =
    name.length <= 253 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name);
  return isName ? name : undefined;
}

/** The one form of what is wanted: (Sha, Sha), (None, Sha) or neither. */
export function specOf({ target, to, config: place }: Wanted, request?: string): DeployConfigSpec {
  const { config, channel } = target;
  const { repository, path } = place;
  return {
    config,
    channel,
    repository,
    path,
    ...(request !== undefined && { request }),
    ...(to.configSha !== undefined && { configSha: to.configSha }),
    ...(to.artifact !== undefined && {
      artifactSha: to.artifact.sha,
      image: to.artifact.image,
      digest: to.artifact.digest,
    }),
  };
}

export function desiredOfSpec({ configSha, artifactSha, image, digest }: DeployConfigSpec): Desired {
  if (configSha === undefined) return VIRTUAL;
  if (artifactSha === undefined || image === undefined || digest === undefined) {
    return { kind: "artifactless", configSha };
  }
  return { kind: "artifactful", configSha, artifact: { sha: artifactSha, image, digest } };
}

/** Whether an object is about this target, and not about another one whose name happens to be the same. */
export function isAbout({ spec }: DeployConfigObject, target: Target): boolean {
  return targetKey(spec) === targetKey(target);
}

/** Reads a DeployConfig from the API server's JSON. */
export function readDeployConfig(json: unknown): DeployConfigObject {
  const spec = (name: string): string | undefined => textAt(json, "spec", name);
  return {
    name: textAt(json, "metadata", "name") ?? "",
    uid: textAt(json, "metadata", "uid") ?? "",
    generation: numberAt(json, "metadata", "generation") ?? 0,
    spec: {
      config: spec("config") ?? "",
      channel: spec("channel") ?? "",
      repository: spec("repository") ?? "",
      path: spec("path") ?? "",
      request: spec("request"),
      configSha: spec("configSha"),
      artifactSha: spec("artifactSha"),
      image: spec("image"),
      digest: spec("digest"),
    },
    status: {
      observedGeneration: numberAt(json, "status", "observedGeneration") ?? 0,
      appliedGeneration: numberAt(json, "status", "appliedGeneration") ?? 0,
      conditions: conditionsOf(at(json, "status")),
    },
    raw: json,
  };
}
