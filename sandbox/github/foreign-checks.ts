/** Numbers of suites and Apps that no workflow run and no App of the sandbox has. */
const FIRST_SUITE = 61_000_000_000;
const FIRST_APP = 18_000;

/** The checks of other Apps, which nobody may ask for: only webhooks tell of them. */
export class ForeignChecks {
  #suites = 0;
  readonly #apps: string[] = [];

  /** @returns a suite's number */
  next(): number {
    this.#suites += 1;
    return FIRST_SUITE + this.#suites;
  }

  /** @returns an App's number, the same each time */
  appId(slug: string): number {
    if (!this.#apps.includes(slug)) this.#apps.push(slug);
    return FIRST_APP + this.#apps.indexOf(slug);
  }
}
