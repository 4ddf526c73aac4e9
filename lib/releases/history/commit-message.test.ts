import { describe, expect, test } from "@jest/globals";
import type { ReleaseResult } from "../rules/apply.ts";
import {
  commitMessage,
  groupMessage,
  hasLine,
  knownBy,
  mayHaveChanged,
  partOf,
  writtenRecords,
} from "./commit-message.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const OTHER = "11111111-1111-4111-8111-111111111111";
const SHA = "1a2b3c4d".repeat(5);
const SOURCE = { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 7, run_attempt: 1 };
const OPTIONS = { id: ID, by: "octocat", force: false, serverUrl: "https://github.com" };
const applied = (
  container: string,
  channel: string,
  tag: string,
  before: string | null = null,
): ReleaseResult => ({
  container,
  channel,
  outcome: "applied",
  reason: "",
  before,
  after: `ghcr.io/acme/${container}:${tag}`,
});

test("one release, from a build", () => {
  const result = applied("my-app", "dev", "main-1a2b3c4", "ghcr.io/acme/my-app:main-0000000");
  expect(commitMessage([result], [SOURCE], OPTIONS)).toEqual({
    headline: "release(my-app): dev → main-1a2b3c4",
    body: [
      "my-app dev: ghcr.io/acme/my-app:main-0000000 → ghcr.io/acme/my-app:main-1a2b3c4",
      "",
      `Dispatch-Id: ${ID}`,
      `Source: acme/my-app@${SHA}`,
      "Source-Run: https://github.com/acme/my-app/actions/runs/7",
      "Released-By: octocat",
    ].join("\n"),
  });
});

test("a release that another's token has sent", () => {
  const { body } = commitMessage([applied("my-app", "dev", "v1")], [SOURCE], {
    ...OPTIONS,
    sentBy: "octo-bot[bot]\nForced: true",
  });
  expect(body.split("\n").slice(-2)).toEqual(["Released-By: octocat", "Sent-By: octo-bot[bot] Forced: true"]);
});

test("a release whose build was proved", () => {
  const verified = {
    repository: "acme/my-app",
    repositoryId: 123,
    ref: "refs/heads/main",
    sha: SHA,
    runId: 7,
    runAttempt: 1,
  };
  const { body } = commitMessage([applied("my-app", "dev", "v1")], [SOURCE], {
    ...OPTIONS,
    verified,
  });
  expect(body).toContain(
    `\nVerified: acme/my-app (id 123) refs/heads/main ${SHA} run 7 attempt 1\nReleased-By: `,
  );
});

test("a forced release by hand, in a channel that had none", () => {
  const { body } = commitMessage([applied("my-app", "dev", "v1")], [], {
    ...OPTIONS,
    force: true,
  });
  expect(body).toBe(
    `my-app dev: (new) → ghcr.io/acme/my-app:v1\n\nDispatch-Id: ${ID}\nReleased-By: octocat\nForced: true`,
  );
});

test("the run's link names the attempt of a re-run", () => {
  const source = { ...SOURCE, run_attempt: 2 };
  const { body } = commitMessage([applied("a", "dev", "v1")], [source], OPTIONS);
  expect(body).toContain("Source-Run: https://github.com/acme/my-app/actions/runs/7/attempts/2\n");
});

test("a promotion says where from, in the headline and in a trailer", () => {
  const { headline, body } = commitMessage([applied("my-app", "stage", "1.2.3")], [SOURCE], {
    ...OPTIONS,
    note: "promoted from dev",
    trailers: ["Promoted-From: dev"],
  });
  expect(headline).toBe("release(my-app): stage → 1.2.3 (promoted from dev)");
  expect(body).toContain("\nPromoted-From: dev\nReleased-By: octocat");
});

test.each([
  [["api", "worker"], ["v1", "v1"], "release(api, worker): dev → v1"],
  [["api", "worker"], ["v1", "v2"], "release(api, worker): dev → 2 images"],
  [["a", "b", "c", "d"], ["v1", "v1", "v1", "v1"], "release: 4 containers: dev → v1"],
])("the headline of %j with %j", (containers, tags, headline) => {
  const results = containers.map((container, index) => applied(container, "dev", tags[index]!));
  const held: ReleaseResult = { ...applied("held", "prod", "v9"), outcome: "held" };
  expect(commitMessage([...results, held], [], OPTIONS).headline).toBe(headline);
});

test("a retired record is called so, and an image without a tag by its whole name", () => {
  const retired = { ...applied("api", "dev", "v1", "api:v0"), after: null };
  const { headline, body } = commitMessage([retired], [], OPTIONS);
  expect(headline).toBe("release(api): dev → retired");
  expect(body).toMatch(/^api dev: api:v0 → \(retired\)\n/);
  const untagged = { ...applied("api", "dev", "v1"), after: "ghcr.io/acme/api" };
  expect(commitMessage([untagged], [], OPTIONS).headline).toBe("release(api): dev → ghcr.io/acme/api");
});

test("several channels and builds are all named, each once", () => {
  const results = [applied("api", "dev", "v1"), applied("api", "prod", "v1"), applied("web", "dev", "v1")];
  const sources = [SOURCE, { ...SOURCE, repository: "acme/web", run_id: 8 }];
  const { headline, body } = commitMessage(results, sources, OPTIONS);
  expect(headline).toBe("release(api, web): dev, prod → v1");
  expect(body).toContain(
    `\nSource: acme/web@${SHA}\nSource-Run: https://github.com/acme/web/actions/runs/8\n`,
  );
  expect(body).not.toContain("Forced");
});

describe("a commit may have changed a record", () => {
  const message = `release(api): dev → v2\n\napi dev: api:v1 → api:v2\nweb dev: (new) → web:v1\n\nDispatch-Id: ${ID}`;
  test.each([
    ["that it lists", message, ["api dev"], true],
    ["that it lists second", message, ["api prod", "web dev"], true],
    ["that it does not list", message, ["api prod", "ap dev", "api de"], false],
    ["where it is no release", message.replace("release", "fix"), ["api prod"], true],
    ["where it says release later", `fix: release\n\nDispatch-Id: ${ID}`, ["api prod"], true],
    ["where it has no id", message.replace("Dispatch-Id", "Request-Id"), ["api prod"], true],
    ["where its id is quoted", message.replace("Dispatch-Id", "> Dispatch-Id"), ["api prod"], true],
  ])("%s", (_what, text, keys, may) => {
    expect(mayHaveChanged(text, new Set(keys))).toBe(may);
  });
});

test("what somebody wrote begins no line of its own", () => {
  const forged = `x\nDispatch-Id: ${OTHER}\r\nReleased-By: carol\u2028Forged: 1`;
  const { headline, body } = commitMessage([applied("my-app", "dev", "v1")], [], {
    ...OPTIONS,
    note: forged,
    trailers: [`Reason: ${forged}`, "Promoted-From: qa"],
  });
  expect(headline).toBe(`release(my-app): dev → v1 (x Dispatch-Id: ${OTHER} Released-By: carol Forged: 1)`);
  expect(body.split("\n").slice(2)).toEqual([
    `Dispatch-Id: ${ID}`,
    `Reason: x Dispatch-Id: ${OTHER} Released-By: carol Forged: 1`,
    "Promoted-From: qa",
    "Released-By: octocat",
  ]);
});

test("a line counts whole", () => {
  expect(["a\nb\nc", "a\nbc", "a\n b"].map((text) => hasLine(text, "b"))).toEqual([true, false, false]);
});

test("a commit's message tells which records it wrote", () => {
  const results = [applied("api", "dev", "v1"), applied("worker", "prod", "v1", "worker:v0")];
  const { headline, body } = commitMessage(results, [SOURCE], OPTIONS);
  expect(writtenRecords(`${headline}\n\n${body}`)).toEqual(new Set(["api dev", "worker prod"]));
});

describe("a commit that carries two dispatches", () => {
  const build = { repository: "acme/api", repositoryId: 7, ref: "refs/heads/main", sha: SHA, runAttempt: 1 };
  const [mine, theirs] = [
    { ...build, runId: 1 },
    { ...build, runId: 2 },
  ];
  const carried = [
    { id: ID, verified: mine, results: [applied("api", "dev", "v1")] },
    { id: OTHER, verified: theirs, results: [applied("web", "dev", "v2"), applied("web", "prod", "v2")] },
  ].map(({ id, verified, results }) => ({
    results,
    ...commitMessage(results, [], { ...OPTIONS, id, verified }),
  }));
  const { headline, body } = groupMessage(carried);
  const message = `${headline}\n\n${body}`;

  test("says what each has changed, beside its own trailers", () => {
    expect(headline).toBe("release(api, web): dev, prod → 2 images");
    expect([...writtenRecords(message)]).toEqual(["api dev", "web dev", "web prod"]);
    const part = (id: string, verified: typeof mine) => [
      ...writtenRecords(partOf(message, knownBy(id, verified)) ?? ""),
    ];
    expect([part(ID, mine), part(OTHER, theirs)]).toEqual([["api dev"], ["web dev", "web prod"]]);
  });

  test("is nobody's by the id of one and the proof of the other", () => {
    expect(partOf(message, knownBy(ID, theirs))).toBeUndefined();
    expect(partOf(message, knownBy(OTHER, mine))).toBeUndefined();
  });

  test("changes the records of both", () => {
    expect(mayHaveChanged(message, new Set(["web prod"]))).toBe(true);
    expect(mayHaveChanged(message, new Set(["api prod"]))).toBe(false);
  });
});
