import { at, textAt } from "../narrow.ts";

/** An object of Kubernetes, as its JSON has it: what else it holds depends on its kind. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly [field: string]: unknown;
}

/** Which object is meant. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** A kind in all of its versions; the core's group is empty. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** @returns undefined for what is no object of Kubernetes */
export function readApiObject(value: unknown): ApiObject | undefined {
  return isApiObject(value) ? value : undefined;
}

function isApiObject(value: unknown): value is ApiObject {
  const texts = [at(value, "apiVersion"), at(value, "kind"), at(value, "metadata", "name")];
  return texts.every((one) => typeof one === "string" && one !== "");
}

export function refOf({ apiVersion, kind, metadata: { name } }: ApiObject): ObjectRef {
  return { apiVersion, kind, name };
}

/** `Deployment/my-app` */
export function refText({ kind, name }: Pick<ObjectRef, "kind" | "name">): string {
  return `${kind}/${name}`;
}

/** The same for every version of a kind, because the object is the same, too. */
export function refKey({ apiVersion, kind, name }: ObjectRef): string {
  return JSON.stringify([groupOf(apiVersion), kind, name]);
}

/** `apps` of `apps/v1`; empty for the core's `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** As the ApplySet convention writes it: `Deployment.apps`, and `ConfigMap` for the core's. */
export function groupKindText({ group, kind }: GroupKind): string {
  return group === "" ? kind : `${kind}.${group}`;
}

/** @param text `Deployment.apps` */
export function parseGroupKind(text: string): GroupKind {
  const dot = text.indexOf(".");
  return dot === -1 ? { group: "", kind: text } : { group: text.slice(dot + 1), kind: text.slice(0, dot) };
}

export function labelOf(value: unknown, name: string): string | undefined {
  return textAt(value, "metadata", "labels", name);
}

export function annotationOf(value: unknown, name: string): string | undefined {
  return textAt(value, "metadata", "annotations", name);
}
