import { expect, test } from "@jest/globals";
import { isSameCommit, pastDispatches, pastMoves } from "./past-dispatch.ts";

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

test("commits of one dispatch have all of its records; the newest one is its commit", () => {
  const lines = [`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`];
  const newer = { ...commit(...lines), oid: "2".repeat(40) };
  const older = { ...commit(...lines), oid: "1".repeat(40) };
  const both = {
    ...older,
    message: older.message.replace("\n\nDispatch", "\nweb dev: (new) → web:v1\n\nDispatch"),
  };
  expect(pastDispatches([newer, both])).toMatchObject([{ commit: newer, records: ["api dev", "web dev"] }]);
});

test("another build with the same id adds nothing to the newer one", () => {
  const id = `Dispatch-Id: ${ID}`;
  const own = commit(id, `Source: acme/my-app@${SHA}`);
  const others = [`Source: acme/my-app@${OTHER}`, `Source: mallory/my-app@${SHA}`].map((source) => {
    const other = commit(id, source);
    return { ...other, message: other.message.replace("api dev:", "web dev:") };
  });
  for (const other of others) {
    expect(pastDispatches([own, other])).toMatchObject([
      { source: { repository: "acme/my-app", sha: SHA }, records: ["api dev"] },
    ]);
  }
});

test.each([
  ["another commit", `Verified: acme/my-app (id 7) refs/heads/main ${OTHER} run 1 attempt 1`],
  ["another repository", `Verified: acme/my-app-2 (id 7) refs/heads/main ${SHA} run 1 attempt 1`],
  ["nobody", `> Verified: acme/my-app (id 7) refs/heads/main ${SHA} run 1 attempt 1`],
])("a proof of %s proves nothing of this one", (_what, line) => {
  const commits = [commit(`Dispatch-Id: ${ID}`, `Source: acme/my-app@${SHA}`, line)];
  expect(pastDispatches(commits)).toMatchObject([{ id: ID, repositoryId: undefined }]);
});

test("promotions and rollbacks are moves, each once, by its newest commit", () => {
  const promoted = { ...commit("Dispatch-Id: p", "Promoted-From: dev"), oid: "1" };
  const again = { ...promoted, oid: "2" };
  const back = { ...commit("Dispatch-Id: r", "Rolled-Back: true"), oid: "3" };
  const none = [
    commit("Dispatch-Id: d", `Source: acme/my-app@${SHA}`),
    commit("Promoted-From: dev"),
    commit("Dispatch-Id: q", "Rolled-Back: true-ish"),
  ];
  expect(pastMoves([back, ...none, promoted, again])).toEqual([
    { id: "r", commit: back },
    { id: "p", commit: promoted },
  ]);
});

test("a commit is the same in its own repository alone, in any case", () => {
  const one = { repository: "acme/my-app", sha: SHA };
  expect(isSameCommit(one, { repository: "Acme/My-App", sha: SHA })).toBe(true);
  expect(isSameCommit(one, { ...one, sha: OTHER })).toBe(false);
  expect(isSameCommit(one, { ...one, repository: "acme/my-app-2" })).toBe(false);
});

test("a commit that carries several dispatches is the commit of each, with its own records, source and proof", () => {
  const third = "11111111-1111-4111-8111-111111111111";
  const group = {
    oid: "f".repeat(40),
    url: "",
    message: [
      "release(api, web): dev, prod → 2 images",
      "",
      "api dev: (new) → api:v1",
      "",
      `Dispatch-Id: ${ID}\nSource: acme/api@${SHA}\nVerified: acme/api (id 7) refs/heads/main ${SHA} run 1 attempt 1`,
      "",
      "web dev: (new) → web:v1\nweb prod: (new) → web:v1",
      "",
      `Dispatch-Id: ${third}\nSource: acme/web@${OTHER}\nReleased-By: erin`,
    ].join("\n"),
  };
  expect(
    pastDispatches([group]).map(({ commit: { oid }, ...dispatch }) => ({ ...dispatch, commit: oid })),
  ).toEqual([
    {
      id: ID,
      commit: group.oid,
      records: ["api dev"],
      source: { repository: "acme/api", sha: SHA },
      repositoryId: 7,
    },
    {
      id: third,
      commit: group.oid,
      records: ["web dev", "web prod"],
      source: { repository: "acme/web", sha: OTHER },
      repositoryId: undefined,
    },
  ]);
});
