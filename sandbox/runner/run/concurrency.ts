/** What asks to be the running one of its group. */
export interface GroupMember {
  /** Also cancel the running one, not only the waiting one. */
  readonly cancelInProgress: boolean;
  /** `max`: up to 100 wait; `single`: one waits, and a newer one takes its place. */
  readonly queue: "single" | "max";
  start(): void;
  /** It no longer waits or runs, for this reason. A running one leaves the group once it has stopped. */
  cancel(reason: string): void;
}

/** How many may wait with `queue: max`. */
const LONGEST_QUEUE = 100;

interface Group {
  running: GroupMember;
  waiting: GroupMember[];
}

/**
 * GitHub's concurrency groups: one runs, one waits, and a newer one cancels the waiting one.
 * Source: "Control the concurrency of workflows and jobs" of GitHub's documentation, and `queue: max` of 2026-05-07.
 */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /**
   * @param repository each has its own groups
   * @param name the group's; letters' case does not matter
   */
  enter(repository: string, name: string, member: GroupMember): void {
    const key = keyOf(repository, name);
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { running: member, waiting: [] });
      member.start();
      return;
    }
    const reason = `Canceling since a higher priority waiting request for '${name}' exists`;
    if (member.queue === "max") {
      if (group.waiting.length >= LONGEST_QUEUE)
        member.cancel(`Canceling since the queue of '${name}' is full`);
      else group.waiting.push(member);
      return;
    }
    const replaced = group.waiting;
    group.waiting = [member];
    for (const older of replaced) older.cancel(reason);
    if (member.cancelInProgress) group.running.cancel(reason);
  }

  /** The member has finished, or was cancelled while it waited: the next one starts. */
  leave(repository: string, name: string, member: GroupMember): void {
    const key = keyOf(repository, name);
    const group = this.#groups.get(key);
    if (group === undefined) return;
    if (group.running !== member) {
      group.waiting = group.waiting.filter((other) => other !== member);
      return;
    }
    const next = group.waiting.shift();
    if (next === undefined) {
      this.#groups.delete(key);
      return;
    }
    group.running = next;
    next.start();
  }
}

function keyOf(repository: string, name: string): string {
  return `${repository}:${name}`.toLowerCase();
}
