/** A config that the store has and a scan does not. */
export interface MissedConfig {
  readonly repositoryId: number;
  /** `owner/name` */
  readonly repository: string;
  readonly name: string;
  /** Whether a scan before this one has missed it as well. */
  readonly again: boolean;
}

/** What is to become of missed configs. */
export interface Removals {
  readonly remove: readonly MissedConfig[];
  /** Too many at once: somebody has to say so. */
  readonly ask: readonly MissedConfig[];
  /** The scan does not prove enough: they stay as they are. */
  readonly keep: readonly MissedConfig[];
}

/** What the decision depends on. */
export interface RemovalFacts {
  /** How many configs are known in all. */
  readonly known: number;
  /** Whether every page of the scan came. */
  readonly isWhole: boolean;
  /** The names that a person has said may go. */
  readonly confirmed: readonly string[];
}

const ALWAYS_ALLOWED = 3;
const SHARE = 0.1;

/**
 * A config goes only if every page came, two scans have missed it, and few are missed at once: a scan that fails in a way
 * nobody thought of misses many.
 */
export function removalsOf(
  missed: readonly MissedConfig[],
  { known, isWhole, confirmed }: RemovalFacts,
): Removals {
  if (!isWhole) return { remove: [], ask: [], keep: missed };
  const isConfirmed = ({ name }: MissedConfig): boolean => confirmed.includes(name);
  const said = missed.filter(isConfirmed);
  const others = missed.filter((one) => !isConfirmed(one));
  const twice = others.filter(({ again }) => again);
  const keep = others.filter(({ again }) => !again);
  const most = Math.max(ALWAYS_ALLOWED, Math.floor(known * SHARE));
  return twice.length <= most
    ? { remove: [...said, ...twice], ask: [], keep }
    : { remove: said, ask: twice, keep };
}
