import { expect, test } from "@jest/globals";
import { ConcurrencyGroups, type GroupMember } from "./concurrency.ts";

/** Members that record what happens to them. */
function group(): {
  readonly log: string[];
  readonly groups: ConcurrencyGroups;
  readonly enter: (name: string, more?: Partial<GroupMember>, group?: string) => GroupMember;
} {
  const log: string[] = [];
  const groups = new ConcurrencyGroups();
  return {
    log,
    groups,
    enter(name, more = {}, group = "deploy") {
      const member: GroupMember = {
        cancelInProgress: false,
        queue: "single",
        start: () => log.push(`${name} starts`),
        cancel: () => log.push(`${name} cancelled`),
        ...more,
      };
      groups.enter("acme/app", group, member);
      return member;
    },
  };
}

test("one runs, one waits, and a newer one replaces the waiting one", () => {
  const { log, groups, enter } = group();
  const a = enter("a");
  enter("b");
  const c = enter("c");
  groups.leave("acme/app", "deploy", a);
  groups.leave("acme/app", "Deploy", c);
  enter("d");
  expect(log).toEqual(["a starts", "b cancelled", "c starts", "d starts"]);
});

test("cancel-in-progress cancels the running one, and starts once it has stopped", () => {
  const { log, groups, enter } = group();
  const a = enter("a");
  enter("b", { cancelInProgress: true });
  expect(log).toEqual(["a starts", "a cancelled"]);
  groups.leave("acme/app", "deploy", a);
  expect(log.at(-1)).toBe("b starts");
});

test("queue: max keeps them all up to 100, and cancels later ones", () => {
  const { log, groups, enter } = group();
  let running = enter("0", { queue: "max" });
  const waiting = Array.from({ length: 101 }, (_, index) => enter(String(index + 1), { queue: "max" }));
  expect(log).toEqual(["0 starts", "101 cancelled"]);
  for (const next of waiting.slice(0, 100)) {
    groups.leave("acme/app", "deploy", running);
    running = next;
  }
  expect(log).toHaveLength(102);
  expect(log.at(-1)).toBe("100 starts");
});

test("one that stops waiting does not affect the others", () => {
  const { log, groups, enter } = group();
  const a = enter("a");
  const b = enter("b");
  groups.leave("acme/app", "deploy", b);
  groups.leave("acme/app", "deploy", a);
  enter("c");
  expect(log).toEqual(["a starts", "c starts"]);
});

test("groups are independent", () => {
  const { log, enter } = group();
  enter("a", {}, "one");
  enter("b", {}, "two");
  expect(log).toEqual(["a starts", "b starts"]);
});
