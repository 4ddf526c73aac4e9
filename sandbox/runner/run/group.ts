import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError } from "../errors.ts";
import { evaluateBoolean, evaluateString, placeOf, type Scope, textAt } from "../template/token.ts";
import type { ConcurrencyGroups, GroupMember } from "./concurrency.ts";

/** `concurrency`, evaluated. */
export interface GroupSetting {
  readonly name: string;
  readonly cancelInProgress: boolean;
  readonly queue: "single" | "max";
}

/** @throws InvalidFileError for `queue: max` together with `cancel-in-progress: true` */
export function evaluateGroup(token: TemplateToken | undefined, scope: Scope): GroupSetting | undefined {
  if (token === undefined) return undefined;
  if (!isMapping(token)) {
    const name = evaluateString(token, scope);
    return name === "" ? undefined : { name, cancelInProgress: false, queue: "single" };
  }
  const group = token.find("group");
  if (group === undefined)
    throw new InvalidFileError(`${placeOf(scope.file, token)}: Required property is missing: group`);
  const setting: GroupSetting = {
    name: evaluateString(group, scope),
    cancelInProgress: evaluateBoolean(token.find("cancel-in-progress"), scope) ?? false,
    queue: textAt(token, "queue") === "max" ? "max" : "single",
  };
  if (setting.queue === "max" && setting.cancelInProgress) {
    throw new InvalidFileError(
      `${placeOf(scope.file, token)}: 'queue: max' cannot be combined with 'cancel-in-progress: true'`,
    );
  }
  return setting;
}

/** A place in a group. */
export interface GroupPlace {
  leave(): void;
}

/**
 * Waits until it is this one's turn in the group.
 * @param cancel called when a newer one takes over, also while this one runs
 * @param cancelled aborted when this one stops waiting
 * @returns undefined when it was cancelled before its turn came
 */
export async function enterGroup(
  groups: ConcurrencyGroups,
  repository: string,
  setting: GroupSetting,
  cancel: (reason: string) => void,
  cancelled: AbortSignal,
): Promise<GroupPlace | undefined> {
  return await new Promise((resolve) => {
    const member: GroupMember = {
      ...setting,
      start() {
        cancelled.removeEventListener("abort", stopWaiting);
        resolve({ leave: () => groups.leave(repository, setting.name, member) });
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
