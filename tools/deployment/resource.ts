/** A Kubernetes resource as read from YAML; any field may be missing. */
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

/** The value at a path of keys, or undefined. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null ? (part as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** The list at a path; empty if the value is not a list. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
