import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { evaluateBoolean, evaluateString, invalidToken, textAt, type Scope } from "../template/token.ts";
import type { ConcurrencyGroups, GroupMember } from "./concurrency.ts";

/** `concurrency`, evaluated. */
export interface GroupSetting {
  readonly name: string;
  readonly cancelInProgress: boolean;
  readonly queue: "single" | "max";
}

/** GitHub's limit for a group's name. */
const LONGEST_NAME = 400;

/** @throws InvalidFileError for a name that is empty or too long, and for `queue: max` that cancels */
export function evaluateGroup(token: TemplateToken | undefined, scope: Scope): GroupSetting | undefined {
  if (token === undefined) return undefined;
  const mapping = isMapping(token) ? token : undefined;
  const setting: GroupSetting = {
    name: evaluateString(mapping?.find("group") ?? token, scope),
    cancelInProgress: evaluateBoolean(mapping?.find("cancel-in-progress"), scope) ?? false,
    queue: mapping !== undefined && textAt(mapping, "queue") === "max" ? "max" : "single",
  };
  if (setting.name === "") throw invalidToken(scope, token, "Concurrency group name cannot be empty");
  if (setting.name.length > LONGEST_NAME) {
    throw invalidToken(scope, token, `Concurrency group name must be less than ${LONGEST_NAME} characters`);
  }
  if (setting.queue === "max" && setting.cancelInProgress) {
    throw invalidToken(scope, token, "'queue: max' cannot be combined with 'cancel-in-progress: true'");
  }
  return setting;
}

/** A run or job that wants to enter a group. */
export interface GroupEntry {
  readonly groups: ConcurrencyGroups;
  readonly repository: string;
  readonly setting: GroupSetting | undefined;
  /** Groups that are held further up: waiting for one of them would never end. */
  readonly held: readonly string[];
  /** The job's name, for messages. */
  readonly label: string;
  /** Aborted when it is no longer wanted. */
  readonly cancelled: AbortSignal;
  /** Told why it must stop: a newer one takes over. */
  readonly onCancel: (reason: string) => void;
}

/**
 * Does the work when its turn in the group comes; at once without a group.
 * @param work gets the groups that are held now, and a signal that is aborted when it must stop
 * @returns undefined when it was cancelled before its turn
 */
export async function inGroup<T>(
  entry: GroupEntry,
  work: (held: readonly string[], cancelled: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { setting, held, label, cancelled } = entry;
  if (setting === undefined) return await work(held, cancelled);
  const key = setting.name.toLowerCase();
  if (held.includes(key)) {
    entry.onCancel(
      `Canceling since a deadlock was detected for concurrency group: '${setting.name}' between a top level workflow and '${label}'`,
    );
    return undefined;
  }
  const stop = new AbortController();
  const signal = AbortSignal.any([cancelled, stop.signal]);
  const leave = await takeTurn({ ...entry, cancelled: signal }, setting, (reason) => {
    entry.onCancel(reason);
    stop.abort();
  });
  if (leave === undefined) return undefined;
  try {
    return await work([...held, key], signal);
  } finally {
    leave();
  }
}

/** @returns a function that leaves the group; undefined if it was cancelled before its turn */
async function takeTurn(
  { groups, repository, cancelled }: GroupEntry,
  setting: GroupSetting,
  cancel: (reason: string) => void,
): Promise<(() => void) | undefined> {
  return await new Promise((resolve) => {
    const member: GroupMember = {
      ...setting,
      start() {
        cancelled.removeEventListener("abort", stopWaiting);
        resolve(() => groups.leave(repository, setting.name, member));
      },
      cancel,
    };
    const stopWaiting = (): void => {
      groups.leave(repository, setting.name, member);
      resolve(undefined);
    };
    cancelled.addEventListener("abort", stopWaiting, { once: true });
    groups.enter(repository, setting.name, member);
    if (cancelled.aborted) stopWaiting();
  });
}
