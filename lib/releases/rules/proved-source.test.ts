import { expect, test } from "@jest/globals";
import { provedByHistory, provedByRecord, provedByToken, resumedSource } from "./proved-source.ts";

const SHA = "a".repeat(40);
const build = { repository: "acme/my-app", ref: "refs/heads/main", sha: SHA, run_id: 1, run_attempt: 1 };
const commit = { repository: "acme/my-app", repositoryId: 7, sha: SHA };

test("a source is proved by a token, by an id on record or in history, or by what a step before has kept", () => {
  const verified = { ...commit, ref: build.ref, runId: 1, runAttempt: 1 };
  const past = {
    id: "1",
    commit: { oid: "", url: "", message: "" },
    records: [],
    source: commit,
    repositoryId: 7,
  };
  for (const proved of [
    provedByToken(verified),
    provedByRecord({ source: { ...build, repository_id: 7 } }),
    provedByHistory(past),
    resumedSource({ ...commit, isProved: true }),
  ]) {
    expect(proved).toMatchObject(commit);
  }
});

test("a claim proves nothing", () => {
  expect(provedByRecord({ source: build })).toBeUndefined();
  expect(provedByRecord({})).toBeUndefined();
  const past = { id: "1", commit: { oid: "", url: "", message: "" }, records: [], source: commit };
  expect(provedByHistory({ ...past, repositoryId: undefined })).toBeUndefined();
});
