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
