import type { Json } from "../fields.ts";

/** One request. */
export interface Question {
  readonly name: string;
  /** Defaults to GET. */
  readonly method?: "POST" | "PATCH" | "DELETE" | "GET";
  /** With the answers so far, by their names. */
  readonly path: string | ((earlier: Earlier) => string);
  /** Text is sent as it is. */
  readonly body?: Json | string | ((earlier: Earlier) => Json);
  readonly type?: string;
  /** Defaults to admin. */
  readonly as?: "admin" | "limited" | "nobody";
  /** For a watch: how many are awaited. */
  readonly events?: number;
  /** What clients read of the answer. */
  readonly read?: (json: unknown) => unknown;
}

/** An earlier answer, by its question's name. */
export type Earlier = (question: string) => unknown;

export const APPLY = "application/apply-patch+yaml";
export const MERGE = "application/merge-patch+json";
export const core = (namespace: string, kind = "configmaps"): string =>
  `/api/v1/namespaces/${namespace}/${kind}`;
export const MAPS = core("asked");
export const DEPLOYMENTS = "/apis/apps/v1/namespaces/asked/deployments";
export const CONFIGS = "/apis/release-channels.dev/v1alpha1/namespaces/asked/deployconfigs";

export const configMap = (name: string, data: object, metadata: object = {}): Json => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});
