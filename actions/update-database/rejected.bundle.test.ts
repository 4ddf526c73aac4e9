import { describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import { create, database, EMPTY, github, ID, operations, payload, releases, run } from "./testing.ts";

test("an actor without a name cannot leave a database that nobody can read", async () => {
  const result = await run(payload("v1"), {}, { actor: "" });
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toMatchObject([
    { message: expect.stringContaining('releases[0].released_by is ""') },
  ]);
  expect(database()).toBe(EMPTY);
});

describe("a rejected dispatch writes nothing, fails, and names the problem:", () => {
  const release = (fields: object) =>
    payload("", { releases: [{ container: "my-app", channel: "dev", image: "app:v1", ...fields }] });
  test.each<[string, unknown, string]>([
    ["markup in a name", release({ container: "<img src=x>" }), 'releases[0].container is "<img src=x>"'],
    [
      "one good and one bad release",
      payload("", {
        releases: [
          { container: "a", channel: "dev", image: "a:1" },
          { container: "b", channel: "dev", image: "b" },
        ],
      }),
      "releases[1].image",
    ],
  ])("%s", async (_name, clientPayload, message) => {
    const result = await run(clientPayload);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: expect.stringContaining(message) },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "", "dispatch-id": ID });
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(result.summary).not.toContain("<img");
    expect(operations()).toEqual([]);
    expect(database()).toBe(EMPTY);
  });
});

test("what a dispatch says cannot become Markdown in the summary", async () => {
  const { summary } = await run(payload("v1", { "x\n\n![seen](https://example.org/x.png)\n": 1 }));
  expect(summary).toContain("![seen]");
  expect(summary).not.toContain("\n\n");
});

describe("a broken database is left as it is, and the line is named:", () => {
  test.each([
    ["conflict marks", '{\n<<<<<<< HEAD\n  "version": 1\n}\n', 2, 1, "not JSON: "],
    [
      "another schema",
      '{\n  "version": 1,\n  "releases": {}\n}\n',
      3,
      15,
      "releases is {}, but must be a list of releases",
    ],
  ])("%s", async (_name, text, line, col, message) => {
    await create(text);
    const result = await run(payload("v1"));
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      {
        level: "error",
        file: "db/db.json",
        line,
        column: col,
        message: expect.stringContaining(`db/db.json:${line}:${col}: ${message}`),
      },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(database()).toBe(text);
  });
});

describe("what is not there is named:", () => {
  test("a branch", async () => {
    const result = await run(payload("v1"), { branch: "release" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      {
        level: "error",
        message: `Branch release does not exist in ${releases.fullName}: its default branch is main.`,
      },
    ]);
    expect(result.outputs).toMatchObject({ changed: "false", "dispatch-id": ID, results: "[]" });
  });

  test("the database file", async () => {
    const result = await run(payload("v1"), { path: "db/database.json" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toBe(
      "db/database.json does not exist on branch main: commit it first.",
    );
  });

  test.each([["force", "yes please", 'Input force is "yes please": true or false is allowed.']])(
    "the mistake in input %s",
    async (input, value, message) => {
      const result = await run(payload("v1"), { [input]: value });
      expect(result.exitCode).toBe(1);
      expect(result.annotations).toEqual([{ level: "error", message }]);
      expect(operations()).toEqual([]);
    },
  );
});

describe("GitHub's refusals say what to do:", () => {
  const grant = (
    kind: "pat" | "actions",
    permissions: Record<string, "read" | "write">,
    repositories = [releases.fullName],
  ) => github.createToken({ actor: "github-actions[bot]", kind, repositories, permissions });

  test.each<[string, () => string, string]>([
    [
      "401",
      () => "github_pat_wrong",
      'GitHub answered 401, Bad credentials. The token of input "token" is wrong, expired or revoked: create a new one.',
    ],
    [
      "no contents: write",
      () => grant("actions", { contents: "read", metadata: "read" }),
      'GitHub answered Resource not accessible by integration. The token of input "token" lacks a permission: it needs contents: write.',
    ],
    [
      "a repository that the token may not see",
      () => grant("pat", { contents: "write", metadata: "read" }, []),
      "cannot see it: the token needs contents: write there.",
    ],
  ])("%s", async (_name, makeToken, message) => {
    const result = await run(payload("v1"), {}, { token: makeToken() });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.message).toContain(`Could not commit to main in ${releases.fullName}: `);
    expect(result.annotations[0]?.message).toContain(message);
    expect(database()).toBe(EMPTY);
    // Nobody waits for what will not get better.
    expect(operations().length).toBeLessThanOrEqual(2);
  });
});
