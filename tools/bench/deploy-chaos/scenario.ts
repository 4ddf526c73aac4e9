import type { RequestState } from "../../../lib/deploys/request.ts";
import type { Built } from "../../deploys/site.ts";
import type { WorldKind } from "./world-kind.ts";
import type { ChaosWorld } from "./world.ts";

/** A request that people have made, and what is to have become of it whatever went wrong. */
export interface Expected {
  readonly id: string;
  /** What runs then; none where a chart's version does. */
  readonly build?: Built | undefined;
  /** Of a chart: `1.0.3`. */
  readonly version?: string;
  /** Defaults to prod. */
  readonly channel?: string;
  /** Which of them, may depend on where a server was lost. */
  readonly ends: readonly RequestState[];
  /** Of the release repository; one unless said. */
  readonly commits?: number;
  /** Of the target's own repository; none unless said. */
  readonly farCommits?: number;
  /** That Argo CD took, or that a cluster was told of, or for which Flux was asked to look; one unless said. */
  readonly syncs?: number;
  /** What becomes of it in the second cluster of the guarded channel; `live` unless said. */
  readonly second?: "live" | "failed" | "not begun";
  /** What its message says in the end, beside its state. */
  readonly says?: readonly string[];
  /** GitHub shows nothing of it: it ended before anything was written, or undeploys. */
  readonly isUnreported?: boolean;
  /** It makes git say what runs. */
  readonly isAdoption?: boolean;
  /** It takes away what runs. */
  readonly isUndeploy?: boolean;
  /** A later request has taken its place since. */
  readonly isReplaced?: boolean;
  /** Nothing runs any more. */
  readonly isUndeployed?: boolean;
  /** In the channel; one unless said. */
  readonly messages?: number;
}

/** What people do, and what then is. */
export interface Scenario {
  readonly name: string;
  /** The world it needs; the usual one unless said. */
  readonly world?: WorldKind;
  /** It begins with servers that have just started, and know nothing yet. */
  readonly isFresh?: boolean;
  /** Servers die at each of its steps, also at those that others come through. */
  readonly isWhole?: boolean;
  readonly play: (world: ChaosWorld) => Promise<readonly Expected[]>;
}
