/** A Kubernetes resource as it is read from YAML: nothing of it is known to be there. */
export interface Resource {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: unknown;
}

/** `Deployment release-channel-api`, for messages. */
export function labelOf({ kind, metadata }: Resource): string {
  return `${kind ?? "(no kind)"} ${metadata?.name ?? "(no name)"}`;
}

/** What stands at a path of keys; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null ? (part as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** The same, where a list is meant; an empty one for anything else. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
