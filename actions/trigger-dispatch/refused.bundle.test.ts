import { describe, expect, test } from "@jest/globals";
import { events, github, ONE, run } from "./testing.ts";

describe("bad input fails the step, names what is wrong, and sends nothing:", () => {
  test.each<[string, Record<string, string>, string]>([
    ["no container", { image: "app:v1" }, "Input container is empty: set container and image, or releases."],
    [
      "an unknown placeholder",
      { container: "app", image: "app:{tag}" },
      'Input image is "app:{tag}": there is no placeholder {tag}: use one of {sha}, {short-sha}, {ref-name}, {branch}, {repository}, {repository-name}.',
    ],
    [
      "no token",
      { ...ONE, token: "" },
      "Input token is empty: give a token with contents: write on the release repository (such as the secret RELEASE_API_PAT), or app-id and private-key",
    ],
  ])("%s", async (_name, inputs, message) => {
    const { exitCode, annotations, outputs, summary } = await run(inputs);
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(outputs).toEqual({
      "commit-sha": "",
      "dispatch-id": "",
      "release-channel": "",
      payload: "",
      results: "",
    });
    expect(summary).toContain("Failed");
    expect(github.requests).toEqual([]);
  });

  test("a branch placeholder for a tag", async () => {
    const { annotations } = await run(ONE, { ref: "refs/tags/v1" });
    expect(annotations[0]?.message).toContain(
      "{branch} has no value for refs/tags/v1: use {ref-name} or {sha}.",
    );
  });
});

describe("GitHub's refusals say what to do:", () => {
  const grant = (permissions: Record<string, "read" | "write">, repositories = ["acme/releases"]) =>
    github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });

  test.each([
    [
      "401",
      () => "ghp_wrong",
      'GitHub answered 401, Bad credentials. The token of input "token" is wrong, expired or revoked: create a new one.',
    ],
    [
      "403",
      () => grant({ contents: "read", metadata: "read" }),
      'GitHub answered 403, Resource not accessible by personal access token. The token of input "token" lacks a permission: it needs contents: write.',
    ],
    [
      "404",
      () => grant({ contents: "write", metadata: "read" }, []),
      'GitHub answered 404, Not Found. Either acme/releases does not exist, or the token of input "token" cannot see it: the token needs contents: write there.',
    ],
  ])("%s", async (_status, makeToken, message) => {
    const { exitCode, annotations } = await run({ ...ONE, token: makeToken() });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([
      { level: "error", message: `Could not send a repository_dispatch in acme/releases: ${message}` },
    ]);
    expect(events).toEqual([]);
  });
});
