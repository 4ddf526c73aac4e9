import { expect, test } from "@jest/globals";
import type { Client } from "../client.ts";
import { LostAnswer } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { findCommit, findCommits } from "./find-commit.ts";

const HEAD = "a".repeat(40);
const MARKER = "Dispatch-Id: 1";
const page = (...nodes: readonly object[]) => ({
  repository: { object: { history: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } },
});
const commit = (digit: string, message: string) => ({ oid: digit.repeat(40), url: "", message });

const answering = (answer: unknown): GitHubRepository => ({
  client: { graphql: async () => answer } as unknown as Client,
  name: { owner: "acme", repo: "releases" },
  tokenLabel: 'the token of input "token"',
  log: { debug: () => {}, info: () => {}, warning: () => {} },
  deadline: Date.now(),
});

test("a marker is a whole line of the message", async () => {
  const found = commit("c", `release(app): 1\n\n${MARKER}`);
  const near = commit("b", `release(app): 1\n\n${MARKER}1\nquotes ${MARKER}`);
  const search = { head: HEAD, markers: [MARKER] };
  expect(await findCommit(answering(page(near, found)), search)).toEqual(found);
  expect(await findCommit(answering(page(near)), search)).toBeUndefined();
});

test("of several markers, the message has to have all", async () => {
  const proof = "Verified: acme/my-app (id 7) refs/heads/main";
  const search = { head: HEAD, markers: [MARKER, proof] };
  const claim = commit("b", `release(app): 1\n\n${MARKER}\n> ${proof}`);
  const found = commit("c", `release(app): 1\n\n${MARKER}\n${proof}`);
  expect(await findCommit(answering(page(claim, found)), search)).toEqual(found);
  expect(await findCommit(answering(page(claim)), search)).toBeUndefined();
});

test("an answer that does not know the head yet does not count as not found", async () => {
  const lagging = answering({ repository: { object: null } });
  await expect(findCommit(lagging, { head: HEAD, markers: [MARKER] })).rejects.toThrow(LostAnswer);
});

test("the search ends before the commit that it goes back to, whatever that one says", async () => {
  const until = commit("d", `release(app): 1\n\n${MARKER}`);
  const older = commit("e", `release(app): 1\n\n${MARKER}`);
  const found = commit("c", `release(app): 1\n\n${MARKER}`);
  const search = { head: HEAD, markers: [MARKER], until: until.oid };
  expect(await findCommit(answering(page(commit("b", "x"), until, older)), search)).toBeUndefined();
  expect(await findCommit(answering(page(commit("b", "x"), found, until)), search)).toEqual(found);
});

test("of a commit that carries several, one's id beside another's proof is neither's", async () => {
  const [id, proof] = [(n: number) => `Dispatch-Id: ${n}`, (n: number) => `Verified: acme/app${n}`];
  const part = (n: number): string => `app${n} dev: (new) → app:1\n\n${id(n)}\n${proof(n)}`;
  const group = commit("b", `release(app1, app2): dev → 1\n\n${part(1)}\n\n${part(2)}`);
  const wanted = [
    [id(2), proof(2)],
    [id(1), proof(2)],
    [id(1), proof(1)],
  ];
  expect(await findCommits(answering(page(group)), wanted, { head: HEAD })).toEqual([
    group,
    undefined,
    group,
  ]);
});
