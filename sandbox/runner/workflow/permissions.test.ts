import { expect, test } from "@jest/globals";
import type { PermissionLevel } from "./model.ts";
import { beyond, grantedBy, jobPermissions, tokenPermissions } from "./permissions.ts";

const setting = (levels: Readonly<Record<string, PermissionLevel>>) => new Map(Object.entries(levels));

test("what a setting leaves out is refused", () => {
  expect(grantedBy(setting({ contents: "write", issues: "none" }))).toEqual({ contents: "write" });
  expect(grantedBy(setting({}))).toEqual({});
  expect(grantedBy("read-all")).toMatchObject({ contents: "read", statuses: "read" });
  expect(grantedBy("read-all")).not.toHaveProperty("id-token");
  expect(grantedBy("write-all")).toMatchObject({ contents: "write", "id-token": "write", models: "read" });
});

test("the job's setting wins, then the workflow's, the caller's, the restricted default", () => {
  const job = setting({ contents: "write" });
  const workflow = setting({ issues: "read" });
  expect(jobPermissions(job, workflow, {})).toEqual({ contents: "write" });
  expect(jobPermissions(undefined, workflow, {})).toEqual({ issues: "read" });
  expect(jobPermissions(undefined, undefined, { checks: "read" })).toEqual({ checks: "read" });
  expect(jobPermissions(undefined, undefined, undefined)).toEqual({ contents: "read", packages: "read" });
});

test("a called workflow may not ask for more than its caller gives", () => {
  expect(beyond({ contents: "read" }, { contents: "write" })).toBeUndefined();
  expect(beyond({ contents: "write", issues: "read" }, { contents: "read" })).toEqual({
    asked: "contents: write, issues: read",
    allowed: "contents: read, issues: none",
  });
});

test("a token always reads metadata, and knows permissions by underscores", () => {
  expect(tokenPermissions({ "pull-requests": "write", "id-token": "write" })).toEqual({
    metadata: "read",
    pull_requests: "write",
  });
});
