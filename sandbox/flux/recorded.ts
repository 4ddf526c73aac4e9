import { readFileSync } from "node:fs";

/** Objects of a real Flux 2.7 with helm-controller's HelmRelease v2, as its API server had them. */

type FluxObject = Readonly<Record<string, unknown>>;

/**
 * Every state of one HelmRelease in order: installed, upgraded, given a version that the registry lacks, given values
 * whose upgrade fails and is rolled back until the retries are exhausted, fixed, suspended, given a value that its
 * templates cannot take.
 */
export function recordedHelmReleases(): readonly FluxObject[] {
  const lines = read("helm-releases.jsonl").split("\n");
  return lines.filter((line) => line !== "").map((line): FluxObject => JSON.parse(line));
}

/** What the cluster had in a case such as `missing-version`, by kind. */
export function recordedFluxObjects(name: string): Readonly<Record<string, FluxObject>> {
  const cases: Readonly<Record<string, Record<string, FluxObject>>> = JSON.parse(read("cases.json"));
  const found = cases[name];
  if (found === undefined)
    throw new Error(`There is no recording ${name} but ${Object.keys(cases).join(", ")}.`);
  return found;
}

function read(file: string): string {
  return readFileSync(new URL(`recorded/${file}`, import.meta.url), "utf8");
}
