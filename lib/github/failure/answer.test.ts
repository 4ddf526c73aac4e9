import { expect, test } from "@jest/globals";
import { RequestError } from "@octokit/request-error";
import { acceptedPermissions } from "./answer.ts";

const refusal = (header: string | undefined): RequestError =>
  new RequestError("Forbidden", 403, {
    request: { method: "GET", url: "https://api.github.com/x", headers: {} },
    response: {
      status: 403,
      url: "https://api.github.com/x",
      headers: { "x-accepted-github-permissions": header } as Record<string, string>,
      data: {},
    },
  });

test.each([
  ["contents=write", "contents: write"],
  ["contents=write,metadata=read", "contents: write and metadata: read"],
  ["contents=write; issues=write", "contents: write, or issues: write"],
  [
    "pull_requests=write,contents=read,metadata=read; issues=write;statuses=read; checks=read,actions=read",
    "pull_requests: write and contents: read and metadata: read, or issues: write, or statuses: read, or checks: read and actions: read",
  ],
  ["", undefined],
  [undefined, undefined],
])("GitHub's %j reads %j", (header, words) => {
  expect(acceptedPermissions(refusal(header))).toBe(words);
});
