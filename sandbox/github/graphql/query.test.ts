import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let head: string;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/releases", {
    private: true,
    files: {
      "db/db.json": "{}\n",
      "limit.txt": "x".repeat(512_000),
      "large.txt": "x".repeat(512_001),
      "image.bin": new Uint8Array([1, 0, 2]),
    },
  });
  await github.createRepository("acme/empty");
  token = tokenFor(github, ["acme/releases", "acme/empty"], { contents: "read" });
  head = (await send(`${github.apiUrl}/repos/acme/releases/commits/main`, { token })).json.sha;
});
afterAll(() => github.stop());

const query = (text: string, variables: object = {}, as = token): Promise<TestAnswer> =>
  send(github.graphqlUrl, { token: as, body: { query: text, variables } });
const inRepository = (fields: string, name = "acme/releases"): Promise<TestAnswer> => {
  const [owner, repository] = name.split("/");
  return query(`query { repository(owner: "${owner}", name: "${repository}") { ${fields} } }`);
};

describe("repository", () => {
  test("gives head and file of a branch in one query", async () => {
    const { status, json } = await query(
      `query Read($owner: String!, $name: String!, $ref: String!, $path: String!) {
        repository(owner: $owner, name: $name) {
          nameWithOwner databaseId defaultBranchRef { name }
          ref(qualifiedName: $ref) { name prefix target { __typename oid ... on Commit {
            committedDate messageHeadline url
            file(path: $path) { name object { ... on Blob { text byteSize isTruncated isBinary } } }
          } } }
        }
      }`,
      { owner: "acme", name: "releases", ref: "refs/heads/main", path: "db/db.json" },
    );
    expect(status).toBe(200);
    expect(json.errors).toBeUndefined();
    expect(json.data.repository).toMatchObject({
      nameWithOwner: "acme/releases",
      defaultBranchRef: { name: "main" },
      ref: {
        name: "main",
        prefix: "refs/heads/",
        target: {
          __typename: "Commit",
          oid: head,
          messageHeadline: "Initial commit",
          url: `${github.url}/acme/releases/commit/${head}`,
          file: {
            name: "db.json",
            object: { text: "{}\n", byteSize: 3, isTruncated: false, isBinary: false },
          },
        },
      },
    });
  });

  test("truncates text at 512,000 bytes and gives none for a binary file", async () => {
    const blob = "{ ... on Blob { text byteSize isTruncated isBinary } }";
    const { json } = await inRepository(
      `limit: object(expression: "main:limit.txt") ${blob}
       large: object(expression: "${head}:large.txt") ${blob}
       binary: object(expression: "HEAD:image.bin") ${blob}
       none: object(expression: "main:none.txt") ${blob}`,
    );
    const { limit, large, binary, none } = json.data.repository;
    expect(limit).toMatchObject({ byteSize: 512_000, isTruncated: false });
    expect(large).toMatchObject({ byteSize: 512_001, isTruncated: true });
    expect(large.text).toHaveLength(512_000);
    expect(binary).toMatchObject({ text: null, isBinary: true });
    expect(none).toBeNull();
  });

  test("gives null for what does not exist", async () => {
    const { json } = await inRepository(
      `ref(qualifiedName: "refs/heads/none") { name } object(oid: "${"0".repeat(40)}") { oid }`,
    );
    expect(json).toEqual({ data: { repository: { ref: null, object: null } } });
    const empty = await inRepository("defaultBranchRef { name }", "acme/empty");
    expect(empty.json.data.repository.defaultBranchRef).toBeNull();
  });

  test.each([
    ["acme/none", "does not exist"],
    ["acme/other", "was not given"],
  ])("cannot be resolved when it %s (%s)", async (name) => {
    const { status, json } = await inRepository("id", name);
    expect(status).toBe(200);
    expect(json).toEqual({
      data: { repository: null },
      errors: [
        {
          type: "NOT_FOUND",
          path: ["repository"],
          locations: [{ line: 1, column: 9 }],
          message: `Could not resolve to a Repository with the name '${name}'.`,
        },
      ],
    });
  });

  test("keeps contents from a token that may not read them", async () => {
    const other = tokenFor(github, ["acme/releases"], { statuses: "write" }, "installation");
    const { json } = await query(
      `query { repository(owner: "acme", name: "releases") { defaultBranchRef { name } } }`,
      {},
      other,
    );
    expect(json.errors[0]).toMatchObject({
      type: "FORBIDDEN",
      path: ["repository", "defaultBranchRef"],
      message: "Resource not accessible by integration",
    });
  });
});

describe("history", () => {
  test("comes in pages, narrowed by path", async () => {
    const history = (args: string): string =>
      `object(oid: "${head}") { ... on Commit { history(${args}) { totalCount nodes { oid } pageInfo { hasNextPage endCursor } } } }`;
    const { json } = await inRepository(history('first: 1, path: "db/db.json"'));
    expect(json.data.repository.object.history).toMatchObject({
      totalCount: 1,
      nodes: [{ oid: head }],
      pageInfo: { hasNextPage: false },
    });
    const nobody = await inRepository(history('first: 1, since: "2999-01-01T00:00:00Z"'));
    expect(nobody.json.data.repository.object.history.nodes).toEqual([]);
  });

  test.each([
    ["", "MISSING_PAGINATION_BOUNDARIES"],
    ["(first: 101)", "ARGUMENT_LIMIT"],
  ])("refuses history%s with %s", async (args, type) => {
    const { json } = await inRepository(
      `object(oid: "${head}") { ... on Commit { history${args} { totalCount } } }`,
    );
    expect(json.errors[0].type).toBe(type);
  });
});

describe("the endpoint", () => {
  test("asks for a token", async () => {
    const body = { query: "{ viewer { login } }" };
    const nobody = await send(github.graphqlUrl, { body });
    expect([nobody.status, nobody.json.message]).toEqual([
      401,
      "This endpoint requires you to be authenticated.",
    ]);
    const unknown = await send(github.graphqlUrl, { body, token: "ghs_none" });
    expect([unknown.status, unknown.json.message]).toEqual([401, "Bad credentials"]);
  });

  test("checks queries against GitHub's own schema", async () => {
    const unknownField = await query("{ viewer { shoeSize } }");
    expect([unknownField.status, unknownField.json.data]).toEqual([200, undefined]);
    expect(unknownField.json.errors[0].message).toContain('Cannot query field "shoeSize" on type "User"');
    const missing = await query(
      "query A($oid: GitObjectID!) { repository(owner: 1) { object(oid: $oid) { oid } } }",
    );
    expect(missing.json.errors.length).toBeGreaterThan(0);
    expect((await query("query {")).json.errors[0].message).toContain("Syntax Error");
    expect((await send(github.graphqlUrl, { token, body: "{" })).status).toBe(400);
    expect((await send(github.graphqlUrl, { token, body: {} })).json.errors[0].message).toBe(
      "A query attribute must be specified and must be a string.",
    );
  });

  test.each([
    ["{ viewer { bio } }", "User.bio"],
    ['{ repository(owner: "acme", name: "releases") { issue(number: 1) { id } } }', "Repository.issue"],
    ['{ search(query: "x", type: ISSUE) { issueCount } }', "Query.search"],
    [
      '{ repository(owner: "acme", name: "releases") { object(expression: "main") { ... on Commit { history(last: 3) { totalCount } } } } }',
      'the argument "last" of Commit.history',
    ],
  ])("refuses what only GitHub knows: %s", async (text, what) => {
    const { status, json } = await query(text);
    expect([status, json.message]).toEqual([501, `sandbox does not know ${what}`]);
  });

  test("says who asks and how much budget is left", async () => {
    const { json, headers } = await query("{ viewer { login } rateLimit { limit cost remaining resetAt } }");
    expect(json.data).toMatchObject({ viewer: { login: "octocat" }, rateLimit: { limit: 5000, cost: 1 } });
    expect(headers.get("x-ratelimit-resource")).toBe("graphql");
  });
});
