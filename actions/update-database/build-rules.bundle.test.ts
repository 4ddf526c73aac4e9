import { describe, expect, test } from "@jest/globals";
import type { IdTokenJob } from "@release-channels/sandbox";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  create,
  database,
  EMPTY,
  expectRefused,
  JWKS,
  mint,
  operations,
  payload,
  run,
  send,
} from "./provenance-testing.ts";

const policy = (fields: object): Record<string, string> => ({
  "db/policy.json": JSON.stringify({ version: 1, channels: ["dev", "prod", "prod-eu"], ...fields }),
});

describe("a token of a run on", () => {
  /** Each runs the default branch's workflow, with a stranger's influence. */
  test.each(["discussion_comment", "issue_comment", "workflow_run", "pull_request"])(
    "%s proves nothing, and is refused with what it came with",
    async (eventName) => {
      await create(policy({ provenance: ["prod"] }));
      expectRefused(
        await send(mint({}, { eventName })),
        `the build ran on ${eventName}, but only push, workflow_dispatch, release, schedule, merge_group, create are allowed. Release from one of those events, or add ${eventName} to events in db/policy.json`,
      );
      expect(operations()).toEqual([JWKS, "graphql:ReadBranch"]);
    },
  );

  test.each(["push", "merge_group", "schedule"])("%s proves its source", async (eventName) => {
    await create(policy({ provenance: ["prod"] }));
    const result = await send(mint({}, { eventName }));
    expect(outcomes(result)).toEqual(["applied"]);
    expect(JSON.parse(result.outputs["provenance"]!)).toMatchObject({ repository: "acme/my-app" });
  });

  test("an event that the policy names proves its source, and one of nearly that name does not", async () => {
    await create(policy({ events: ["workflow_run"] }));
    expect(outcomes(await send(mint({}, { eventName: "workflow_run" })))).toEqual(["applied"]);
    await create(policy({ events: ["workflow_run"] }));
    expectRefused(
      await send(mint({}, { eventName: "workflow_runs" })),
      "the build ran on workflow_runs, but only push, workflow_dispatch, release, schedule, merge_group, create, workflow_run are allowed",
    );
  });
});

describe("how a build must have run:", () => {
  const WORKFLOW = "acme/my-app/.github/workflows/ci.yml@refs/heads/main";
  const builds = (rules: object) => policy({ containers: { "my-app": { builds: { prod: rules } } } });
  const asked = (...channels: readonly string[]) =>
    payload({
      releases: channels.map((channel) => ({
        container: "my-app",
        channel,
        image: "ghcr.io/acme/my-app:v1",
      })),
    });
  const release = async (
    dispatch: ReturnType<typeof asked>,
    claims: Record<string, unknown> = {},
    job: Partial<IdTokenJob> = {},
  ) => run({ ...dispatch, provenance: await mint(claims, job, dispatch) });

  test.each<[string, object, Record<string, unknown>, string, Record<string, unknown>]>([
    [
      "by another workflow",
      { workflows: ["acme/other/.github/workflows/ci.yml@refs/heads/main", WORKFLOW] },
      { job_workflow_ref: "acme/my-app/.github/workflows/ci.yml@refs/heads/mine" },
      "built by acme/my-app/.github/workflows/ci.yml@refs/heads/mine, but must be built by acme/other/.github/workflows/ci.yml@refs/heads/main or acme/my-app/.github/workflows/ci.yml@refs/heads/main: build it that way, or change containers.my-app.builds.prod.workflows in db/policy.json",
      { job_workflow_ref: WORKFLOW },
    ],
    [
      "by no known workflow",
      { workflows: [WORKFLOW] },
      { job_workflow_ref: undefined },
      `built by no known workflow, but must be built by ${WORKFLOW}: `,
      {},
    ],
    [
      "in another environment",
      { environments: ["prod", "prod-us"] },
      { environment: "prod-eu" },
      "built in the environment prod-eu, but must be built in prod or prod-us: build it that way, or change containers.my-app.builds.prod.environments in db/policy.json",
      { environment: "prod-us" },
    ],
    [
      "in no environment",
      { environments: ["prod"] },
      {},
      "built in no environment, but must be built in prod: ",
      { environment: "prod" },
    ],
    [
      "from a ref that is not protected",
      { protected_ref: true },
      {},
      "built from refs/heads/main, which is not protected, but must be built from a protected branch or tag: ",
      { ref_protected: "true" },
    ],
    [
      "on a runner of somebody's own",
      { runner: "github-hosted" },
      { runner_environment: "self-hosted" },
      "built on a runner that is self-hosted, but must be built on one that is github-hosted: ",
      {},
    ],
  ])("%s is rejected, and one that ran as it must is not", async (_name, rules, wrong, message, right) => {
    await create(builds(rules));
    const result = await release(asked("dev", "prod"), wrong);
    expect(result.annotations).toEqual([
      {
        level: "error",
        title: "Rejected",
        message: expect.stringContaining(`client_payload: my-app in prod was ${message}`),
      },
    ]);
    expect(outcomes(result)).toEqual(["rejected", "rejected"]);
    expect(database()).toBe(EMPTY);
    expect(outcomes(await release(asked("dev", "prod"), right))).toEqual(["applied", "applied"]);
  });

  test("a channel beside the one that asks takes any build, also one that is only claimed", async () => {
    await create(builds({ environments: ["prod"] }));
    expect(outcomes(await release(asked("prod-eu")))).toEqual(["applied"]);
    expect(outcomes(await run(asked("dev")))).toEqual(["applied"]);
    const result = await run(asked("prod"));
    expect(result.annotations[0]?.message).toContain("releases[0], my-app in prod, needs provenance");
    expect(outcomes(result)).toEqual(["rejected"]);
  });
});
