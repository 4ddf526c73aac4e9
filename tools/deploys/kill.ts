/** Where a process is to end: as soon as a step begins, or when it has been done and nothing was made of it yet. */
export interface Kill {
  /** As in `step("write.commit", …)`. */
  readonly step: string;
  readonly when: "before" | "after";
  /** Where several processes are told of it, a path where no file is: whoever makes it dies, and no other. */
  readonly ticket?: string;
}

/** What a process is told by its parent. */
export type Order =
  /** Die at these from now on, and nowhere else. */
  | { readonly kills: readonly Kill[] }
  /** Say which steps have begun since this was last asked. */
  | "seen"
  /** Write down the code that was compiled: the next process starts faster. */
  | "keep compiled";

/** What a process answers to `seen`. */
export interface Told {
  readonly seen: readonly string[];
}
