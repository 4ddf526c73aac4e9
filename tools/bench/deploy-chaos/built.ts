/** A container that builds release by their token alone, to a channel of the same name, in which nothing is deployed. */
export const BUILT = "built";

/** Where it is built. */
export const BUILT_REPOSITORY = `acme/${BUILT}`;

interface Policy {
  readonly channels: readonly string[];
  readonly containers: Readonly<Record<string, object>>;
}

/** `db/policy.json` with the channel and its container. */
export function policyWithBuilt(policy: string): string {
  const { channels, containers, ...rest }: Policy = JSON.parse(policy);
  const owned = { repository: { name: BUILT_REPOSITORY } };
  return `${JSON.stringify(
    { ...rest, channels: [...channels, BUILT], containers: { ...containers, [BUILT]: owned } },
    undefined,
    2,
  )}\n`;
}
