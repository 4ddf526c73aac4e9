import { describe, expect, test } from "@jest/globals";
import { apiKeys, githubKeys, slackEventKeys, slackInteractionKeys, wishKey } from "./idempotency.ts";
import type { Wish } from "./request.ts";

const SHA = "1a2b3c4d".repeat(5);
const OTHER = "9a2b3c4d".repeat(5);

describe("what comes twice", () => {
  test("is known by its key, a replay by its body", () => {
    const [first, redelivered, replayed, other, event] = [
      githubKeys("d1", "push", '{"a":1}'),
      githubKeys("d1", "push", '{"a":1}'),
      githubKeys("d2", "push", Buffer.from('{"a":1}')),
      githubKeys("d3", "push", '{"a":2}'),
      githubKeys("d4", "ping", '{"a":1}'),
    ];
    expect(redelivered).toEqual(first);
    expect([replayed.key === first.key, replayed.meaning === first.meaning]).toEqual([false, true]);
    expect(new Set([first.meaning, other.meaning, event.meaning]).size).toBe(3);
    expect(slackInteractionKeys("1.2").key).not.toBe(slackEventKeys("1.2").key);
    expect(apiKeys("ci", "k").key).not.toBe(apiKeys("c", "ik").key);
  });

  test("a wish is the same by who asks, for what, where, and how", () => {
    const wish = {
      kind: "deploy",
      target: { config: "my-app", channel: "prod" },
      wish: { by: "branch", branch: "main" },
    } as const;
    const key = wishKey({ id: 1 }, wish);
    expect(wishKey({ id: 1 }, { ...wish })).toBe(key);
    const others = [
      wishKey({ id: 2 }, wish),
      wishKey({ team: "T", user: "1" }, wish),
      wishKey("event", wish),
      wishKey({ id: 1 }, { ...wish, kind: "undeploy" }),
      wishKey({ id: 1 }, { ...wish, target: { config: "my-app", channel: "qa" } }),
      wishKey({ id: 1 }, { ...wish, wish: { by: "branch", branch: "main2" } }),
      wishKey({ id: 1 }, { ...wish, wish: { by: "version", version: "main" } }),
      wishKey({ id: 1 }, { ...wish, wish: { by: "pull request", number: 1 } }),
      wishKey({ id: 1 }, { ...wish, wish: { by: "commit", sha: SHA } }),
      wishKey({ id: 1 }, { ...wish, wish: { by: "desired", desired: { kind: "virtual" } } }),
    ];
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
  });

  test("a wish with another value in any of its fields is another wish", () => {
    const build = { by: "build", branch: "main", sha: SHA, configSha: SHA, image: "my-app:1" } as const;
    const version = { by: "version", version: "1.2.3" } as const;
    const artifact = { image: "my-app:1", sha: SHA, digest: "sha256:1" };
    const chart = { address: "oci://r/my-app", version: "1.2.3", digest: "sha256:1" };
    const wishes: readonly Wish[] = [
      build,
      { ...build, branch: "other" },
      { ...build, sha: OTHER },
      { ...build, configSha: OTHER },
      { ...build, image: "my-app:2" },
      version,
      { ...version, version: "1.2.4" },
      { ...version, isOlder: true },
      { by: "desired", desired: { kind: "artifactless", configSha: SHA } },
      { by: "desired", desired: { kind: "artifactless", configSha: OTHER } },
      { by: "desired", desired: { kind: "artifactful", configSha: SHA, artifact } },
      {
        by: "desired",
        desired: { kind: "artifactful", configSha: SHA, artifact: { ...artifact, sha: OTHER } },
      },
      {
        by: "desired",
        desired: { kind: "artifactful", configSha: SHA, artifact: { ...artifact, digest: "sha256:2" } },
      },
      { by: "desired", desired: { kind: "chart", chart } },
      { by: "desired", desired: { kind: "chart", chart: { ...chart, version: "1.2.4" } } },
      { by: "desired", desired: { kind: "chart", chart: { ...chart, digest: "sha256:2" } } },
    ];
    const target = { config: "my-app", channel: "prod" };
    const keys = wishes.map((wish) => wishKey({ id: 1 }, { kind: "deploy", target, wish }));
    expect(new Set(keys).size).toBe(wishes.length);
  });

  test("people of two workspaces are two people, whatever their numbers", () => {
    const target = { config: "my-app", channel: "prod" };
    const asked = { kind: "deploy", target, wish: { by: "branch", branch: "main" } } as const;
    const askers = [
      { team: "T1", user: "U1" },
      { team: "T2", user: "U1" },
      { team: "T1", user: "U2" },
      { id: 1 },
    ];
    expect(new Set(askers.map((asker) => wishKey(asker, asked))).size).toBe(askers.length);
  });
});
