import { expect, test } from "@jest/globals";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import { newRequest, type DeployRequest } from "../../../lib/deploys/request.ts";
import { seenBy } from "./request-view.ts";

const TARGET = { config: "my-app", channel: "prod" };

const companion = (repository: string) => ({
  repository,
  sha: "1a2b3c4d".repeat(5),
  author: "carol",
  subject: "Change limits",
  files: ["limits.yaml"],
});
const change = (repository: string) => ({
  repository,
  file: "values.yaml",
  field: "image.tag",
  before: "a",
  after: "b",
});

const REQUEST: DeployRequest = {
  ...newRequest(
    {
      id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
      target: TARGET,
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "page" },
      why: "",
    },
    "2026-11-29T14:00:00Z",
  ),
  shown: {
    target: TARGET,
    from: VIRTUAL,
    to: VIRTUAL,
    changes: [change("acme/releases"), change("acme/secret")],
    companions: [companion("acme/releases"), companion("acme/secret")],
    drift: ["image.tag in secret.yaml says c, and the ledger a"],
    unavailable: "acme/secret has 120 commits since the last sync",
  },
};

const seenWith = (readable: readonly string[], config = "my-app") =>
  seenBy({ entries: [{ name: config }], readable: new Map(readable.map((name, id) => [name, id])) }, REQUEST);

test("whoever may read all of it is shown all of it", () => {
  expect(seenWith(["acme/releases", "acme/secret"])).toEqual({ request: REQUEST, hidden: 0 });
});

test("nothing names a repository that somebody may not read, and what is left out is counted", () => {
  const seen = seenWith(["acme/releases", "acme/secret-2"]);
  expect(seen?.hidden).toBe(2);
  expect(JSON.stringify(seen)).not.toContain("secret");
  expect(seen?.request.shown).toMatchObject({
    changes: [{ repository: "acme/releases" }],
    companions: [{ repository: "acme/releases" }],
    unavailable: "a part of what ships is in repositories that you may not read",
  });
});

test("a request of a config that somebody may not see is none", () => {
  expect(seenWith(["acme/releases", "acme/secret"], "my-app-2")).toBeUndefined();
});
