import type { SeenBuild } from "../../../lib/deploys/policy.ts";
import type { Basis } from "../../../lib/deploys/preview.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import type { Engine } from "../engines/engine.ts";
import type { World } from "../world.ts";
import type { TargetFiles } from "./target-files.ts";

/** What one act of a request has seen, for the act that comes right after it. */
export type Look =
  /** The branch and the build, for the commit: it lands only on this very head. */
  | {
      readonly of: "turn";
      readonly files: TargetFiles;
      readonly build: SeenBuild | undefined;
      readonly basis: Basis | undefined;
    }
  /** What was looked into up to the commit on which the request's was made, for the comparison. */
  | { readonly of: "commit"; readonly basis: Basis }
  /** The engine, which remembers what it has compared, for the sync. */
  | {
      readonly of: "comparison";
      readonly engine: Engine;
      /** What the engine was made of. */
      readonly place: object;
    };

/** Whatever comes later looks again. */
const LASTS_MS = 10_000;

interface Kept {
  readonly look: Look;
  readonly fence: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * What this replica has seen of its requests just now. Only whoever claims a request next may go by it: the fence says that
 * nobody has had the request in between, so that nothing was done for it that the look does not know.
 */
export class Looks {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  keep({ id, fence }: Lease<string>, look: Look): void {
    const now = this.#now();
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
    this.#kept.set(id, { look, fence, until: now + LASTS_MS });
  }

  /** Once. @returns undefined where nothing was seen, or somebody else has had the request since */
  take<Of extends Look["of"]>({ id, fence }: Lease<string>, of: Of): Extract<Look, { of: Of }> | undefined {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    if (kept === undefined || kept.fence !== fence - 1 || kept.until <= this.#now()) return undefined;
    return isOf(kept.look, of) ? kept.look : undefined;
  }
}

const known = new WeakMap<World, Looks>();

/** A replica's own. */
export function looksOf(world: World): Looks {
  const looks = known.get(world) ?? new Looks();
  known.set(world, looks);
  return looks;
}

function isOf<Of extends Look["of"]>(look: Look, of: Of): look is Extract<Look, { of: Of }> {
  return look.of === of;
}
