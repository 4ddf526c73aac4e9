import { describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { AUTO, events, github, payloads, run, SHA, token } from "./testing.ts";

describe("provenance", () => {
  const permitted = { idToken: true };
  const sentToken = () => payloads()[0]?.["provenance"];
  const requests = () => github.requests.map(({ operation }) => operation);
  const advice = "the job has no permission to request a token. Add id-token: write to its permissions";

  test.each(["auto", "required"])(
    "%s sends a token that names the run, for this dispatch and this repository",
    async (provenance) => {
      const { exitCode, annotations, outputs, log, summary, masked } = await run(
        { ...AUTO, provenance },
        { ...permitted, runAttempt: 2 },
      );
      expect([exitCode, annotations]).toEqual([0, []]);
      expect(requests()).toEqual(["oidc:id-token", "repos/create-dispatch-event"]);
      const provenanceToken = String(sentToken());
      expect(decodeJwt(provenanceToken)).toMatchObject({
        aud: expect.stringMatching(/^acme\/releases#sha256-[A-Za-z0-9_-]{43}$/),
        repository: "acme/my-app",
        sha: SHA,
        ref: "refs/heads/main",
        run_id: "42",
        run_attempt: "2",
      });
      expect(masked).toEqual([token, provenanceToken]);
      const told = log.replaceAll(/^::add-mask::.*$/gm, "") + summary + JSON.stringify(outputs);
      expect(told).not.toContain(provenanceToken);
      expect(JSON.parse(outputs["payload"]!)).not.toHaveProperty("provenance");
    },
  );

  test("auto sends none from a job that may not ask for one, and says so where people look", async () => {
    const { exitCode, annotations } = await run(AUTO);
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([
      {
        level: "notice",
        title: "No provenance",
        message: expect.stringMatching(
          new RegExp(`^The dispatch is sent without provenance: ${advice}.*The commit gets no status`),
        ),
      },
    ]);
    expect(sentToken()).toBeUndefined();
  });

  test("required fails there, names the permission, and sends nothing", async () => {
    const { exitCode, annotations } = await run({ ...AUTO, provenance: "required" });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([
      { level: "error", message: expect.stringContaining(`Input provenance is "required": ${advice}`) },
    ]);
    expect(github.requests).toEqual([]);
  });

  test("off sends none, whatever the job may do", async () => {
    const { annotations } = await run({ ...AUTO, provenance: "off" }, permitted);
    expect(annotations).toEqual([]);
    expect(sentToken()).toBeUndefined();
    expect(requests()).toEqual(["repos/create-dispatch-event"]);
  });

  test("is not asked for in a dry run", async () => {
    await run({ ...AUTO, "dry-run": "true" }, permitted);
    expect(github.requests).toEqual([]);
  });

  const workflowRun = {
    id: 41,
    run_attempt: 1,
    event: "push",
    conclusion: "success",
    head_sha: "f".repeat(40),
    head_branch: "main",
    repository: { id: 1 },
    head_repository: { id: 1 },
  };
  test("cannot be had for workflow_run: auto says so and goes without, required fails", async () => {
    const reason =
      "a workflow_run is not the run that built the image, and its token names a different run and commit. Release from the build's own workflow";
    const event = { name: "workflow_run", payload: { workflow_run: workflowRun } };
    const auto = await run(AUTO, { ...permitted, event });
    expect(auto.exitCode).toBe(0);
    expect(auto.annotations).toEqual([
      {
        level: "notice",
        title: "No provenance",
        message: expect.stringContaining(`The dispatch is sent without provenance: ${reason}`),
      },
    ]);
    expect(sentToken()).toBeUndefined();
    const required = await run({ ...AUTO, provenance: "required" }, { ...permitted, event });
    expect(required.exitCode).toBe(1);
    expect(required.annotations[0]?.message).toContain(`Input provenance is "required": ${reason}`);
    expect(events).toHaveLength(1);
  });

  const broken = (status: number, times?: number) =>
    github.inject({
      operation: "oidc:id-token",
      fault: { kind: "status", status },
      ...(times !== undefined && { times }),
    });

  test("is asked for again when GitHub stumbles", async () => {
    broken(503, 2);
    await run({ ...AUTO, provenance: "required" }, permitted);
    expect(sentToken()).toEqual(expect.any(String));
  });

  test("that GitHub does not give: auto says so and goes without, required fails", async () => {
    broken(403);
    const auto = await run(AUTO, permitted);
    expect(auto.exitCode).toBe(0);
    expect(auto.annotations).toMatchObject([{ level: "notice", title: "No provenance" }]);
    expect(sentToken()).toBeUndefined();
    const required = await run({ ...AUTO, provenance: "required" }, permitted);
    expect(required.exitCode).toBe(1);
    expect(required.annotations[0]?.message).toMatch(
      /^Input provenance is "required": GitHub issued no token, because http:.+ answered 403 \(1 attempt\)\.$/,
    );
    expect(events).toHaveLength(1);
  });

  test("counts towards the 64 KB", async () => {
    const list = Array.from({ length: 400 }, (_, i) => ({
      container: `app-${i}`,
      image: `app:${"x".repeat(108)}`,
    }));
    const releases = JSON.stringify(list);
    expect((await run({ releases, provenance: "off" }, permitted)).exitCode).toBe(0);
    const { exitCode, annotations } = await run({ releases }, permitted);
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(
      /the payload of 400 releases has 6\d{4} bytes, but GitHub accepts 65535/,
    );
    expect(events).toHaveLength(1);
  });
});
