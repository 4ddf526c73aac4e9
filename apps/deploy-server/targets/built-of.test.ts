import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import type { World } from "../world.ts";
import { builtOf } from "./built-of.ts";

const SHA = "a".repeat(40);
const absent: Answer = { status: 404, json: { message: "Not Found" } };
const head: Answer = { json: { object: { sha: SHA } } };
const pull = (more: object = {}, full_name = "acme/my-app"): Answer => ({
  json: { state: "open", merged: false, head: { ref: "fix", sha: SHA, repo: { full_name } }, ...more },
});
type Wish = Parameters<typeof builtOf>[2]["wish"];
function built(wish: Wish, ...answers: readonly Answer[]) {
  const { repository, asked } = answering(answers);
  const template = "ghcr.io/acme/my-app:{branch}-{short-sha}";
  return { asked, built: builtOf({} as World, repository, { wish, template }) };
}

describe("a wish names", () => {
  test.each<[string, Wish, readonly Answer[], object, number]>([
    ["a branch's head", { by: "branch", branch: "main" }, [head], { branch: "main", sha: SHA }, 1],
    [
      "a branch that is called like a version",
      { by: "version", version: "1.2.3" },
      [head],
      { branch: "1.2.3", sha: SHA },
      1,
    ],
    ["a pull request's head", { by: "pull request", number: 8 }, [pull()], { branch: "fix", sha: SHA }, 1],
    [
      "one by its address, in any case",
      { by: "pull request", number: 8, repository: "Acme/My-App" },
      [pull()],
      { branch: "fix", sha: SHA },
      1,
    ],
    [
      "a build, without a question",
      { by: "build", branch: "main", sha: SHA, configSha: SHA, image: "x" },
      [],
      { branch: "main", sha: SHA },
      0,
    ],
  ])("%s", async (_what, wish, answers, expected, count) => {
    const { built: found, asked } = built(wish, ...answers);
    expect(await found).toEqual(expected);
    expect(asked).toHaveLength(count);
  });

  test.each<[string, Wish, readonly Answer[], string]>([
    ["no branch", { by: "branch", branch: "mian" }, [absent], "there is no branch mian in acme/my-app"],
    [
      "no pull request",
      { by: "pull request", number: 8 },
      [absent],
      "there is no pull request #8 in acme/my-app",
    ],
    [
      "another repository's",
      { by: "pull request", number: 8, repository: "acme/web" },
      [],
      "pull request #8 is of acme/web, and this app is built from acme/my-app",
    ],
    ["a fork's", { by: "pull request", number: 8 }, [pull({}, "mallory/my-app")], "comes from a fork"],
    [
      "a merged fork's",
      { by: "pull request", number: 8 },
      [pull({ state: "closed", merged: true }, "mallory/my-app")],
      "comes from a fork",
    ],
    [
      "a merged one",
      { by: "pull request", number: 8 },
      [pull({ state: "closed", merged: true })],
      "was merged: name the branch",
    ],
    ["a closed one", { by: "pull request", number: 8 }, [pull({ state: "closed" })], "is closed: reopen it"],
  ])("%s, and is refused", async (_what, wish, answers, message) => {
    await expect(built(wish, ...answers).built).rejects.toThrow(message);
  });
});
