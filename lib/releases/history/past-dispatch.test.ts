import { expect, test } from "@jest/globals";
import { pastDispatches } from "./past-dispatch.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const SHA = "1a2b3c4d".repeat(5);
const OTHER = "2b3c4d5e".repeat(5);

const commit = (...lines: readonly string[]) => ({
  oid: "f".repeat(40),
  url: "",
  message: ["release(api): dev → v1", "", "api dev: (new) → api:v1", "", ...lines].join("\n"),
});
const read = (...lines: readonly string[]) =>
  pastDispatches([commit(...lines)]).map(({ id, source, records }) => ({ id, source, records }));

test("a commit of one build is its dispatch", () => {
  const source = { repository: "acme/my-app", sha: SHA };
  expect(read(`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`)).toEqual([
    { id: ID, source, records: ["api dev"] },
  ]);
});

test.each([
  ["of two builds", [`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`, `Source: acme/other@${OTHER}`]],
  ["of two commits of one repository", [`Dispatch-Id: ${ID}`, `Source: a/b@${SHA}`, `Source: a/b@${OTHER}`]],
  ["of no build", [`Dispatch-Id: ${ID}`]],
  ["without an id", [`Source: acme/my-app@${SHA}`]],
  ["of a promotion", [`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`, "Promoted-From: dev"]],
  ["of a rollback", [`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`, "Rolled-Back: true"]],
])("a commit %s is nobody's dispatch", (_name, lines) => {
  expect(read(...lines)).toEqual([]);
});

test.each([
  ["a proved and an unproved commit", 7, undefined, undefined],
  ["an unproved and a proved commit", undefined, 7, undefined],
  ["commits proved for two repositories of the name", 7, 8, undefined],
  ["two commits of one proof", 7, 7, 7],
])("%s are one dispatch, proved by all of them or not at all", (_name, first, second, proved) => {
  const lines = [`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`];
  const commits = [first, second].map((id) =>
    commit(
      ...lines,
      ...(id === undefined
        ? []
        : [`Verified: acme/my-app (id ${id}) refs/heads/main ${SHA} run 1 attempt 1`]),
    ),
  );
  expect(pastDispatches(commits).map(({ id, repositoryId }) => [id, repositoryId])).toEqual([[ID, proved]]);
});
