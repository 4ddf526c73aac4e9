/** Where a process is to end: as soon as a step begins, or when it has been done and nothing was made of it yet. */
export interface Kill {
  /** As in `step("write.commit", …)`. */
  readonly step: string;
  readonly when: "before" | "after";
  /** A path where no file is: whoever makes it dies. */
  readonly ticket: string;
}

/** What a process answers to `seen`: the steps that it has begun since it started. */
export interface Told {
  readonly seen: readonly string[];
}
