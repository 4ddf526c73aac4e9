import { expect, test } from "@jest/globals";
import { toSelection } from "./containers.ts";
import { runUuid } from "./run-id.ts";

const RUN = {
  repository: "acme/releases",
  eventName: "workflow_dispatch",
  event: {},
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  headRef: "",
  id: 42,
  attempt: 1,
  actor: "octocat",
  serverUrl: "https://github.com",
};

test("an operation's id is the same in every attempt, and another in every other run, repository and operation", () => {
  const id = runUuid(RUN, ["retire", "api"]);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(runUuid({ ...RUN, attempt: 2, actor: "other" }, ["retire", "api"])).toBe(id);
  const others = [
    runUuid({ ...RUN, id: 43 }, ["retire", "api"]),
    runUuid({ ...RUN, repository: "acme/other" }, ["retire", "api"]),
    runUuid(RUN, ["retire", "web"]),
    runUuid(RUN, ["retire", "api", null]),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
});

test("a star stands alone", () => {
  expect(toSelection("containers", ["*"])).toBe("*");
  expect(toSelection("containers", ["api", "web"])).toEqual(["api", "web"]);
  for (const words of [
    ["*", "api"],
    ["api", "*"],
  ])
    expect(() => toSelection("containers", words)).toThrow(
      "give * alone, which means all containers, or names.",
    );
});
