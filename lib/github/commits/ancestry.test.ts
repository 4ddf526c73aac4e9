import { afterAll, expect, test } from "@jest/globals";
import { runGit, testGitHub, tokenFor } from "@release-channels/sandbox";
import { repositoryWithToken } from "../access.ts";
import { compareCommits } from "./ancestry.ts";

const github = await testGitHub();
const { gitDir } = await github.createRepository("acme/my-app", { private: true, files: { a: "1" } });
const silent = () => {};
const repository = repositoryWithToken(
  {
    connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
    log: { debug: silent, info: silent, warning: silent, mask: silent },
    deadline: Date.now() + 3_600_000,
  },
  { token: tokenFor(github, ["acme/my-app"], { contents: "read" }), tokenLabel: "the token" },
  { owner: "acme", repo: "my-app" },
);
afterAll(() => github.stop());

const git = async (...args: readonly string[]) => (await runGit(gitDir, ...args)).trim();
const first = await git("rev-parse", "main");
const commit = (message: string, ...parents: readonly string[]) =>
  git("commit-tree", `${first}^{tree}`, ...parents.flatMap((parent) => ["-p", parent]), "-m", message);
const second = await commit("Second", first);
const other = await commit("Other", first);
const alone = await commit("Alone");
for (const [name, sha] of Object.entries({ second, other, alone }))
  await git("update-ref", `refs/heads/${name}`, sha);

test.each([
  ["the head comes after the base", first, second, "ahead"],
  ["the head comes before the base", second, first, "behind"],
  ["both are the same", second, second, "identical"],
  ["each has what the other lacks", second, other, "diverged"],
  ["nothing is common to both", first, alone, undefined],
  ["one of them is gone", first, "f".repeat(40), undefined],
])("%s", async (_what, base, head, word) => {
  expect(await compareCommits(repository, base, head)).toBe(word);
});
