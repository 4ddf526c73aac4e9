import { describe, expect, test } from "@jest/globals";
import { byHandEvent, dispatched, outcomes } from "../../tools/testing/releases.ts";
import { runStep } from "../../tools/testing/run-step.ts";
import {
  audience,
  create,
  database,
  EMPTY,
  expectRefused,
  git,
  github,
  head,
  ID,
  JWKS,
  message,
  mint,
  now,
  operations,
  OTHER_ID,
  payload,
  releases,
  run,
  send,
  SHA,
  source,
  type Payload,
} from "./provenance-testing.ts";

describe("a dispatch with a token of its build", () => {
  test("lands, and the commit, the summary and the outputs name what was verified", async () => {
    const provenance = await mint();
    const result = await send(provenance, { provenance: "required" });
    expect(result.annotations).toEqual([]);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations()).toEqual([JWKS, "graphql:ReadBranch", "graphql:CommitOnBranch"]);
    const verified = `Verified: acme/my-app (id ${source.id}) refs/heads/main ${SHA} run 10 attempt 1`;
    expect(message().split("\n")).toContain(verified);
    expect(result.summary).toContain(verified);
    expect(JSON.parse(result.outputs["provenance"]!)).toEqual({
      repository: "acme/my-app",
      repository_id: source.id,
      ref: "refs/heads/main",
      sha: SHA,
      run_id: 10,
      run_attempt: 1,
    });
    expect(result.masked).toEqual([releases.token, provenance]);
    const told =
      result.log.replaceAll(/^::add-mask::.*$/gm, "") + result.summary + (await git("log", "--format=%B"));
    expect(told + JSON.stringify(result.outputs) + database()).not.toContain(provenance);
  });

  test("is released by whoever started the build; the bot that sent it is named beside", async () => {
    const sent = payload({ provenance: await mint({}, { actor: "alice" }) });
    const result = await run(sent, {}, { actor: "octo-bot[bot]" });
    expect(result.outputs).toMatchObject({ changed: "true", "released-by": "alice" });
    expect(JSON.parse(database()).releases).toMatchObject([
      {
        released_by: "alice",
        source: { repository_id: source.id, actor: "alice", sent_by: "octo-bot[bot]" },
      },
    ]);
    expect(message()).toContain("\nReleased-By: alice\nSent-By: octo-bot[bot]\n");
    expect(result.summary).toContain("Released by alice, sent by octo-bot[bot]");
  });

  test("is the one that trigger-dispatch sends", async () => {
    const sent: unknown[] = [];
    const stop = github.onEvent(({ payload: event }) => sent.push(event["client_payload"]));
    const pat = github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [releases.fullName],
      permissions: { contents: "write", metadata: "read" },
    });
    await runStep({
      action: "actions/trigger-dispatch",
      github,
      repository: "acme/my-app",
      sha: SHA,
      runId: 10,
      runAttempt: 2,
      event: { name: "push", payload: {} },
      idToken: true,
      inputs: {
        repository: releases.fullName.toLowerCase(),
        token: pat,
        provenance: "required",
        releases: `[{ container: api, image: "api:1@sha256:${"a".repeat(64)}" }, { container: web, image: "web:1" }]`,
      },
    });
    stop();
    const result = await run(sent[0], { provenance: "required" });
    expect(result.annotations).toEqual([]);
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(JSON.parse(result.outputs["provenance"]!)).toMatchObject({ run_id: 10, run_attempt: 2 });
  });

  test("repeated, token and all, is unchanged", async () => {
    const provenance = await mint();
    await send(provenance);
    const again = await send(provenance);
    expect(again.exitCode).toBe(0);
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(await git("rev-list", "--count", "main")).toBe("2");
  });

  test("is not what its token says, where nothing requires one: rejected all the same", async () => {
    expectRefused(await send(mint({}, { runId: 11 }), { provenance: "optional" }), 'claim run_id is "11"');
  });
});

describe("a dispatch without a token", () => {
  test("is taken where none is required, and the issuer is not asked", async () => {
    // What only a token proves is believed of nobody else.
    const claims = { actor: "alice", sent_by: "bob", repository_id: 7 };
    const claimed = payload({ source: { ...payload()["source"]!, ...claims } });
    const result = await run(claimed, {}, { actor: "octo-bot[bot]" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(JSON.parse(database()).releases).toMatchObject([
      { released_by: "octo-bot[bot]", source: payload()["source"] },
    ]);
    for (const claim of Object.keys(claims)) expect(database()).not.toContain(`"${claim}"`);
    expect(result.outputs["released-by"]).toBe("octo-bot[bot]");
    expect(message()).not.toContain("Sent-By");
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(result.outputs["provenance"]).toBe("");
    expect(message()).not.toContain("Verified");
  });

  test.each([
    ["of trigger-dispatch", payload()],
    ["made by hand", { container: "my-app", release_channel: "dev", image: "app:v1" }],
  ])("%s is rejected where one is required", async (_name, clientPayload) => {
    const result = await run(clientPayload, { provenance: "required" });
    expect(result.annotations[0]?.message).toBe(
      "client_payload: releases[0], my-app in dev, needs provenance, but the dispatch has none: release it with trigger-dispatch in a job with the permission id-token: write",
    );
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(operations()).toEqual([]);
    expect(database()).toBe(EMPTY);
  });

  test("is rejected where one is required, also when a workflow hands it on as inputs", async () => {
    const inputs = { container: "my-app", "release-channel": "dev", image: "app:v1", provenance: "required" };
    expect(outcomes(await run(payload(), inputs))).toEqual(["rejected"]);
  });

  test("is taken from a person who runs the workflow: GitHub itself says who", async () => {
    const inputs = { container: "my-app", "release-channel": "dev", image: "app:v1", provenance: "required" };
    expect(outcomes(await run(undefined, inputs, { event: byHandEvent }))).toEqual(["applied"]);
  });
});

/** `lib/release-run/commit.test.ts` has the other events. */
test.each([
  ["workflow_dispatch", true],
  ["issue_comment", false],
])("inputs on the event %s are a person's: %s", async (name, isPersons) => {
  const rules = { "my-app": { repository: { name: "acme/my-app" } } };
  await create({ "db/policy.json": JSON.stringify({ version: 1, provenance: ["prod"], containers: rules }) });
  const released = async (container: string, channel: string) =>
    releases.run({
      action: "actions/update-database",
      event: { name, payload: { repository: { default_branch: "main" } } },
      inputs: { container, "release-channel": channel, image: "app:v1" },
    });
  const outcome = isPersons ? ["applied"] : ["rejected"];
  // One needs a proof, the other one a source.
  expect(outcomes(await released("free", "prod"))).toEqual(outcome);
  expect(outcomes(await released("my-app", "dev"))).toEqual(outcome);
});

describe("a job that is run again", () => {
  const again = { runAttempt: 2 };
  const released = (of: Payload, step: { readonly runAttempt?: number } = {}) =>
    releases.run({ action: "actions/update-database", event: dispatched(of), ...step });
  const image = () => (JSON.parse(database()) as { releases: { image: string }[] }).releases[0]?.image;

  test("takes no claim with its id for its own commit: what is proved is still released", async () => {
    const forged = payload({ releases: [{ container: "my-app", channel: "dev", image: "evil:v1" }] });
    await released(forged);
    expect(image()).toBe("evil:v1");
    const result = await released(payload({ provenance: await mint() }), again);
    expect([outcomes(result), image()]).toEqual([["applied"], "ghcr.io/acme/my-app:v1"]);
  });

  test("takes no other proved build with its id for its own", async () => {
    const older = payload({
      source: { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 9, run_attempt: 1 },
    });
    await released({ ...older, provenance: await mint({}, { runId: 9 }, older) });
    const result = await released(payload({ provenance: await mint() }), again);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(message()).toContain(" run 10 attempt 1");
  });

  test("finds its own commit, by its proof", async () => {
    const provenance = await mint();
    await released(payload({ provenance }));
    const own = head();
    await released(
      payload({
        dispatch_id: OTHER_ID,
        source: undefined,
        releases: [{ container: "my-app", channel: "dev", image: "app:v9" }],
      }),
    );
    const result = await released(payload({ provenance }), again);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(result.outputs).toMatchObject({ "commit-sha": own });
    expect(image()).toBe("app:v9");
  });
});

describe("a policy", () => {
  const policy = (fields: object) => ({ "db/policy.json": JSON.stringify({ version: 1, ...fields }) });
  const to = (channel: string) => ({ ...payload().releases[0]!, channel });

  test("names the channels that need a token, whatever the workflow says", async () => {
    await create(policy({ provenance: ["prod-eu", "prod"] }));
    expect(outcomes(await run(payload({ releases: [to("dev")] })))).toEqual(["applied"]);
    for (const channel of ["prod-eu", "prod"]) {
      const result = await run(payload({ releases: [to("stage"), to(channel)] }));
      expect(result.annotations.map(({ message }) => message)).toEqual([
        expect.stringContaining(`client_payload: releases[1], my-app in ${channel}, needs provenance`),
      ]);
      expect(outcomes(result)).toEqual(["rejected", "rejected"]);
    }
    const asked = payload({ releases: [to("prod")] });
    const provenance = await mint({}, {}, asked);
    expect(outcomes(await run({ ...asked, provenance }))).toEqual(["applied"]);
  });

  test("names the id of the repository that a container belongs to: another one of that name is refused", async () => {
    const owner = { name: "acme/my-app", id: source.id };
    await create(policy({ containers: { "my-app": { repository: owner } } }));
    const result = await send(mint({ repository_id: "999" }));
    expect(result.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        `my-app in dev comes from acme/my-app with the repository_id 999, but belongs to the one with the repository_id ${source.id}, which is another repository`,
      ),
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(database()).toBe(EMPTY);
    expect(outcomes(await send(mint()))).toEqual(["applied"]);
  });
});

describe("a token that proves something else is refused, and nothing is written:", () => {
  test.each<[string, () => Promise<string>, string]>([
    ["another run's", () => mint({}, { runId: 11 }), 'claim run_id is "11", but "10" is expected'],
    [
      "one for another release repository",
      () => mint({ aud: audience(payload(), source) }),
      'claim aud is "acme/my-app#sha256-',
    ],
    [
      "one that was changed after signing",
      async () => (await mint()).replace(/[^.]+$/, (await mint({ nonce: "x" })).split(".")[2] ?? ""),
      'the signature is "wrong"',
    ],
  ])("%s", async (_name, provenance, reason) => {
    expectRefused(await send(provenance()), reason);
  });

  test("one that was used, for another image", async () => {
    const provenance = await mint();
    expect(outcomes(await send(provenance))).toEqual(["applied"]);
    const before = database();
    const evil = { releases: [{ ...payload().releases[0]!, image: "ghcr.io/evil/my-app:v1" }] };
    const result = await run(payload({ ...evil, provenance }));
    expect([result.exitCode, result.annotations[0]?.message]).toEqual([
      1,
      expect.stringContaining("client_payload: provenance is rejected: claim aud is "),
    ]);
    expect(database()).toBe(before);
  });
});

describe("time:", () => {
  const old = (seconds: number) =>
    mint({ exp: now() - seconds, iat: now() - seconds - 300, nbf: now() - seconds - 600 });

  test("a token that expired within the leeway is good, for the job may have waited", async () => {
    expect(outcomes(await send(old(3500)))).toEqual(["applied"]);
  });

  test("the leeway is an input", async () => {
    expectRefused(await send(old(1200), { "provenance-leeway": "10m" }), "claim exp is ");
    expect(outcomes(await send(old(1200), { "provenance-leeway": "30m" }))).toEqual(["applied"]);
  });

  test("a clock that is a little behind GitHub's does no harm", async () => {
    expect(outcomes(await send(mint({ nbf: now() + 30, iat: now() + 30 })))).toEqual(["applied"]);
  });
});

describe("the issuer", () => {
  test.each(["", "/"])("may be given, also with %j at its end", async (slash) => {
    const result = await send(mint(), { "oidc-issuer": github.oidc.issuer + slash });
    expect(outcomes(result)).toEqual(["applied"]);
  });

  test("given otherwise makes this GitHub's tokens a stranger's", async () => {
    const result = await send(mint(), { "oidc-issuer": "https://token.actions.githubusercontent.com" });
    expectRefused(
      result,
      `claim iss is "${github.oidc.issuer}", but "https://token.actions.githubusercontent.com"`,
    );
    expect(operations()).toEqual([]);
  });

  test("is down and comes back", async () => {
    github.inject({ operation: JWKS, fault: { kind: "status", status: 503 }, times: 1 });
    github.inject({ operation: JWKS, fault: { kind: "drop", when: "before" }, times: 1 });
    const result = await send(mint());
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations().slice(0, 3)).toEqual([JWKS, JWKS, JWKS]);
  });

  test.each([
    // On a slow machine it is the deadline that ends the last of its attempts.
    ["stays down", { kind: "status", status: 503 }, "2s", "(answered 503|gave no usable answer: .*timeout) "],
    [
      "never answers",
      { kind: "hang" },
      "2s",
      "gave no usable answer: The operation was aborted due to timeout ",
    ],
    ["has no keys there", { kind: "status", status: 404 }, "10m", String.raw`answered 404 \(1 attempt\)`],
  ] as const)("%s: the dispatch is neither taken nor rejected", async (_name, fault, deadline, message) => {
    github.inject({ operation: JWKS, fault });
    const result = await send(mint(), { deadline });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.title).toBeUndefined();
    expect(result.annotations[0]?.message).toMatch(
      new RegExp(
        `Could not verify the provenance, because ${github.oidc.issuer}/.well-known/jwks ${message}`,
      ),
    );
    expect(operations()).toContain(JWKS);
    expect(result.annotations[0]?.message).toContain("Run the job again; that is always safe");
    expect(result.outputs).toMatchObject({ results: "[]", "dispatch-id": ID, changed: "false" });
    expect(database()).toBe(EMPTY);
  });

  test("has a new key: tokens of the old and of the new one are good", async () => {
    const before = await mint();
    await github.oidc.rotateKey();
    expect(outcomes(await send(before))).toEqual(["applied"]);
    expect(outcomes(await send(mint()))).toEqual(["unchanged"]);
  });

  test("has a new key that a cache does not know yet: looked for once more", async () => {
    await github.oidc.rotateKey();
    github.inject({ operation: JWKS, fault: { kind: "stale-read", ms: 60_000 }, times: 1 });
    expect(outcomes(await send(mint()))).toEqual(["applied"]);
    expect(operations().slice(0, 3)).toEqual([JWKS, JWKS, "graphql:ReadBranch"]);
  });
});
