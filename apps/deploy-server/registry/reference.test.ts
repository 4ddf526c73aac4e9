import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { loginsFrom } from "./logins.ts";
import { addressOf } from "./reference.ts";
import { digestOf } from "./session.ts";

test.each([
  ["ghcr.io/acme/my-app:v1", "https://ghcr.io", "ghcr.io", "acme/my-app", "v1"],
  ["ghcr.io/acme/team/my-app", "https://ghcr.io", "ghcr.io", "acme/team/my-app", "latest"],
  ["nginx:1", "https://registry-1.docker.io", "docker.io", "library/nginx", "1"],
  ["acme/my-app:v1", "https://registry-1.docker.io", "docker.io", "acme/my-app", "v1"],
  ["docker.io/nginx", "https://registry-1.docker.io", "docker.io", "library/nginx", "latest"],
  ["docker.io/acme/my-app:v1", "https://registry-1.docker.io", "docker.io", "acme/my-app", "v1"],
  ["index.docker.io/acme/my-app:v1", "https://registry-1.docker.io", "docker.io", "acme/my-app", "v1"],
  ["localhost/my-app:v1", "http://localhost", "localhost", "my-app", "v1"],
  ["localhost:5000/my-app", "http://localhost:5000", "localhost:5000", "my-app", "latest"],
  ["127.0.0.1:5000/my-app:v1", "http://127.0.0.1:5000", "127.0.0.1:5000", "my-app", "v1"],
  ["registry:5000/my-app:v1", "https://registry:5000", "registry:5000", "my-app", "v1"],
  [
    "127.0.0.1.example.org/my-app",
    "https://127.0.0.1.example.org",
    "127.0.0.1.example.org",
    "my-app",
    "latest",
  ],
  ["localhost.example.org/a", "https://localhost.example.org", "localhost.example.org", "a", "latest"],
])("%s is at %s", (image, url, host, repository, tag) => {
  expect(addressOf(image)).toEqual({ url, host, repository, tag });
});

describe("logins", () => {
  const folder = mkdtempSync(join(tmpdir(), "logins-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "config.json");
  const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") });
  const write = (auths: object) => writeFileSync(path, JSON.stringify({ auths }));

  test("are those of the host, by whichever name docker keeps it, as they are now", () => {
    const logins = loginsFrom(path);
    write({
      "ghcr.io": auth("alice:a:b"),
      "https://example.org": auth("bob:"),
      "https://index.docker.io/v1/": auth("hub:x"),
    });
    expect(["ghcr.io", "example.org", "docker.io", "ghcr.io.example"].map(logins)).toEqual([
      { user: "alice", password: "a:b" },
      { user: "bob", password: "" },
      { user: "hub", password: "x" },
      undefined,
    ]);
    write({ "ghcr.io": auth("alice:new"), "example.org": auth("no colon") });
    expect(["ghcr.io", "example.org"].map(logins)).toEqual([{ user: "alice", password: "new" }, undefined]);
  });

  test("are none without a file", () => {
    expect(loginsFrom(undefined)("ghcr.io")).toBeUndefined();
  });
});

test("a manifest's digest is the registry's, whole, or a refusal", () => {
  const answer = (digest?: string) => {
    const response = new Response(
      null,
      digest === undefined ? {} : { headers: { "docker-content-digest": digest } },
    );
    Object.defineProperty(response, "url", { value: "https://ghcr.io/v2/acme/my-app/manifests/v1" });
    return response;
  };
  const digest = `sha256:${"a".repeat(64)}`;
  expect(digestOf(answer(digest), "my-app:v1")).toBe(digest);
  for (const wrong of [
    undefined,
    digest.slice(0, -1),
    `${digest}0`,
    digest.toUpperCase(),
    `sha512:${"a".repeat(64)}`,
  ])
    expect(() => digestOf(answer(wrong), "my-app:v1")).toThrow("ghcr.io gave no digest for my-app:v1");
});
