import type { GitHub } from "@release-channels/sandbox";
import type { Committer } from "../../../../apps/deploy-server/testing/committer.ts";
import type { Shop } from "../../../deploys/shop.ts";

/** A channel of two clusters, one after the other, which asks for another person's approval. */
export const GUARDED = "guarded";

/** What a guarded channel is set up in. */
export interface GuardedGround {
  readonly github: GitHub;
  readonly shop: Shop;
  readonly commit: Committer;
  /** For what a cluster of its own keeps. */
  readonly folder: string;
}

/** The channel of one engine. */
export interface Guarded {
  /** What is deployed there: `shop`. */
  readonly config: string;
  /** In the order of their turns. */
  readonly clusters: readonly [GuardedCluster, GuardedCluster];
  /** Whether the second cluster's file is a commit of its own, which it takes without being asked. */
  readonly takesPushes: boolean;
  /** Ends the second cluster, which is nobody else's. */
  readonly close: () => Promise<void>;
}

/** One of the two clusters, whose engine people can make fail. */
export interface GuardedCluster {
  /** As `db/server.yaml` has it. */
  readonly name: string;
  /** As often as a request's sync was asked for there, and taken. */
  readonly syncs: (id: string) => number;
  /** What runs there: an image, or a chart's version. */
  readonly runs: () => string | undefined;
  /** Whether what comes from now on gets ready there. */
  readonly setWell: (isWell: boolean) => void;
  /** Nothing that comes from now on gets done there, until it is let go. */
  readonly hold: () => void;
  readonly letGo: () => void;
}

/** The channel's placements, and the clusters that are there for it alone. */
export interface GuardedPlaces {
  readonly config: string;
  readonly clusters: Readonly<Record<string, object>>;
  readonly placements: readonly object[];
}

type Named = Readonly<Record<string, object>>;

interface ServerYaml {
  readonly clusters: Named;
  readonly targets: Named;
  readonly channels: Named;
  readonly people: Named;
}

/** `db/server.yaml` with the channel. @param config as `serverConfig` has it: JSON @param like a channel with the same people */
export function configWithGuarded(
  config: string,
  like: string,
  { config: name, clusters, placements }: GuardedPlaces,
): string {
  const known: ServerYaml = JSON.parse(config);
  const target = placements.map((one) => ({ ...one, soak: "1s", timeout: "15m" }));
  return text({
    ...known,
    clusters: { ...known.clusters, ...clusters },
    targets: { ...known.targets, [`${name}/${GUARDED}`]: target },
    channels: { ...known.channels, [GUARDED]: { protected: true } },
    people: { ...known.people, [GUARDED]: { ...known.people[like], approvals: 1 } },
  });
}

/** `db/policy.json` with the channel. */
export function policyWithGuarded(policy: string): string {
  const { channels, ...rest }: { readonly channels: readonly string[] } = JSON.parse(policy);
  return text({ ...rest, channels: [...channels, GUARDED] });
}

const text = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
