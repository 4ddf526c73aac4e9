import { describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  commits,
  create,
  database,
  DIGEST,
  git,
  github,
  head,
  message,
  NOTE,
  operations,
  record,
  recordOf,
  releases,
  run,
  SHA,
  source,
  text,
} from "./testing.ts";

describe("a promotion", () => {
  test("moves image, digest and source in one commit, in two requests, and says where from", async () => {
    const result = await run({ reason: "weekly release" });
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    const id = result.outputs["dispatch-id"];
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    expect(recordOf("my-app", "stage")).toEqual({
      container: "my-app",
      channel: "stage",
      image: "ghcr.io/acme/my-app:1.2.3",
      digest: DIGEST,
      source: source(),
      released_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      released_by: "octocat",
      dispatch_id: id,
      note: NOTE,
    });
    const written = head();
    expect(result.outputs).toEqual({
      changed: "true",
      "commit-sha": written,
      "commit-url": `${github.url}/${releases.fullName}/commit/${written}`,
      "dispatch-id": id,
      results: JSON.stringify([
        {
          container: "my-app",
          channel: "stage",
          outcome: "applied",
          reason: "",
          before: "ghcr.io/acme/my-app:1.2.2",
          after: "ghcr.io/acme/my-app:1.2.3",
        },
      ]),
    });
    expect(message()).toBe(
      [
        "release(my-app): stage → 1.2.3 (promoted from dev)",
        "",
        "my-app stage: ghcr.io/acme/my-app:1.2.2 → ghcr.io/acme/my-app:1.2.3",
        "",
        `Dispatch-Id: ${id}`,
        `Source: acme/my-app@${SHA}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/10`,
        "Promoted-From: dev",
        "Reason: weekly release",
        "Released-By: octocat",
        `Run: ${github.url}/${releases.fullName}/actions/runs/1`,
      ].join("\n"),
    );
    expect(result.summary).toContain("<p>Promotion from dev to stage: weekly release</p>");
    expect(result.annotations).toEqual([]);
    expect(result.masked).toEqual([releases.token]);
  });

  test.each([["*"], ["api\nmy-app"]])("of %j is one commit", async (containers) => {
    const result = await run({ containers });
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(commits()).toBe(2);
    expect(await git("log", "-1", "--format=%s")).toBe(
      "release(api, my-app): stage → 1.2.3 (promoted from dev)",
    );
  });

  test("is the only way to a channel of promotion_only", async () => {
    await create(text(record("my-app", "dev", "1.2.3", { source: source() })), {
      channels: ["dev", "prod"],
      containers: { "my-app": { refs: { dev: ["**"], prod: ["main"] } } },
      promotion_only: ["prod"],
    });
    const result = await run({ to: "prod" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(recordOf("my-app", "prod")).toMatchObject({ image: "ghcr.io/acme/my-app:1.2.3" });
  });

  test("made already is unchanged and no commit", async () => {
    await run();
    const again = await run({}, { runId: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "false", "commit-sha": "", "commit-url": "" });
    expect(commits()).toBe(2);
  });

  test("of an older build is superseded, and says how to go back", async () => {
    await create(
      text(
        record("my-app", "dev", "1", { source: source(9) }),
        record("my-app", "stage", "2", { source: source(10) }),
      ),
    );
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["superseded"]);
    expect(result.annotations).toMatchObject([{ level: "notice" }]);
    expect(result.summary).toContain("use rollback-release or force");
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(message()).toMatch(/\nForced: true$/m);
  });
});

describe("a dry run", () => {
  const table = (summary: string) => [...summary.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell);

  test("shows how the channels differ, and writes nothing", async () => {
    const before = database();
    const result = await run({ containers: "*", "dry-run": "true" });
    expect(result.exitCode).toBe(0);
    expect(table(result.summary).slice(0, 8)).toEqual([
      "api",
      "ghcr.io/acme/api:1.2.3",
      "none",
      "differs",
      "my-app",
      `ghcr.io/acme/my-app:1.2.3@${DIGEST.slice(0, 14)}…`,
      "ghcr.io/acme/my-app:1.2.2",
      "differs",
    ]);
    expect(result.log).toContain("api: ghcr.io/acme/api:1.2.3 | none (differs)");
    expect(result.log).toContain('+      "image": "ghcr.io/acme/my-app:1.2.3",');
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(database()).toBe(before);
  });

  test("shows it also where there is nothing to do", async () => {
    await create(text(record("api", "dev", "1"), record("api", "stage", "1"), record("web", "stage", "1")));
    const result = await run({ containers: "*", "dry-run": "true" });
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(table(result.summary).slice(0, 8)).toEqual([
      "api",
      "ghcr.io/acme/api:1",
      "ghcr.io/acme/api:1",
      "same",
      "web",
      "none",
      "ghcr.io/acme/web:1",
      "differs",
    ]);
  });
});
