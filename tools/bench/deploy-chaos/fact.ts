/** Something that was looked at, and what it must be. */
export type Fact = readonly [what: string, is: unknown, must: unknown];

/** What a channel's engine was told for a request, and has made of it. */
export interface AtEngine {
  readonly syncs: number;
  readonly runs: string | undefined;
  readonly more?: readonly Fact[];
}
