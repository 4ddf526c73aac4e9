import type { Observation } from "./observe.ts";

/** Where the stand-in and the real engine intentionally differ. */
export interface KnownDifference {
  /** The step's name. */
  readonly step: string;
  readonly field: keyof Observation;
  readonly reason: string;
}

/** Anything not listed here fails the scenario, and so does a listed field that does not differ. */
export const KNOWN: readonly KnownDifference[] = [
  {
    step: "refused",
    field: "statuses",
    reason:
      "The stand-in has no API server that could refuse manifests; only its release API refuses a database.",
  },
  { step: "refused", field: "deployments", reason: "The same." },
  { step: "revert", field: "statuses", reason: "What the stand-in has rolled out, it rolls back." },
  { step: "revert", field: "deployments", reason: "The same." },
  { step: "revert", field: "requests", reason: "The same." },
];

/** A field of a step that differs between the two sides. */
export interface Difference {
  readonly step: string;
  readonly field: keyof Observation;
  readonly real: string;
  readonly standIn: string;
}

/** @param real by step @param standIn by step, the same ones */
export function differencesOf(
  real: ReadonlyMap<string, Observation>,
  standIn: ReadonlyMap<string, Observation>,
): readonly Difference[] {
  return [...real].flatMap(([step, theirs]) => {
    const ours = standIn.get(step);
    if (ours === undefined) throw new Error(`The stand-in was not shown the step ${step}.`);
    const fields = ["statuses", "deployments", "requests"] as const;
    return fields
      .map((field) => ({ step, field, real: text(theirs[field]), standIn: text(ours[field]) }))
      .filter((found) => found.real !== found.standIn);
  });
}

const text = (value: unknown): string => JSON.stringify(value, null, 2);

/** The deviations from the list, one per line. */
export function unexpected(found: readonly Difference[], known = KNOWN): readonly string[] {
  const isSame = (
    one: Pick<Difference, "step" | "field">,
    other: Pick<Difference, "step" | "field">,
  ): boolean => one.step === other.step && one.field === other.field;
  return [
    ...found
      .filter((difference) => !known.some((listed) => isSame(listed, difference)))
      .map(
        ({ step, field, real, standIn }) => `${step}: ${field} differ.\nreal: ${real}\nstand-in: ${standIn}`,
      ),
    ...known
      .filter((listed) => !found.some((difference) => isSame(listed, difference)))
      .map(
        ({ step, field }) =>
          `${step}: ${field} are the same, but listed as different: take them off the list.`,
      ),
  ];
}
