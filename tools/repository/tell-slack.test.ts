import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  startSandbox,
  startSlack,
  type RunRecord,
  type Sandbox,
  type Slack,
} from "@release-channels/sandbox";
import { parse } from "yaml";
import { happeningsIn, type Happenings } from "../testing/happenings.ts";
import { readTemplate } from "../testing/templates.ts";
import { evaluateText } from "./expressions.ts";

/** What a secret alone makes the workflows that write the database do; `notify-slack.test.ts` has what is posted. */
const NAMES = ["update-database", "promote-release", "rollback-release", "retire-release"];
/** A release repository from the template, and one that has copied the workflows. */
const [TEMPLATE, COPIED] = ["acme/releases", "acme/copied"];

const release = (container: string, channel: string, tag: string) => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:${tag}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-2222-4333-8444-555555555555",
});
const DATABASE = JSON.stringify({
  version: 1,
  releases: [
    release("api", "dev", "v2"),
    release("api", "prod", "v1"),
    release("old", "dev", "v1"),
    release("web", "dev", "v2"),
    release("web", "prod", "v1"),
  ],
});

let sandbox: Sandbox;
let slack: Slack;
let happen: Happenings;
let webhook: string;

beforeAll(async () => {
  [sandbox, slack] = await Promise.all([startSandbox(), startSlack()]);
  const { github, runner } = sandbox;
  const suite = [
    ...globSync(`actions/{${NAMES.join(",")},report-release}/{action.yml,dist/*.js*}`),
    ...[...NAMES, "notify-slack", "publish"].map((name) => `.github/workflows/${name}.yml`),
  ];
  await github.createRepository(TEMPLATE, {
    files: {
      ...Object.fromEntries(suite.map((path) => [path, readFileSync(path)])),
      "db/db.json": DATABASE,
    },
  });
  await github.createBranch(TEMPLATE, "v1");
  const copies = await Promise.all(
    NAMES.map(async (name) => [
      `.github/workflows/${name}.yml`,
      await readTemplate(`workflows-templates/${name}.yml`),
    ]),
  );
  await github.createRepository(COPIED, {
    files: { ...Object.fromEntries(copies), "db/db.json": DATABASE },
  });
  const repositories = [TEMPLATE, COPIED];
  const permissions = { actions: "write", contents: "write" } as const;
  happen = happeningsIn(
    sandbox,
    github.createToken({ actor: "alice", kind: "pat", repositories, permissions }),
  );
  // What is published has tests of its own.
  for (const repository of repositories) runner.setVariable(repository, "PUBLISH", "false");
  slack.addChannel({ name: "releases" });
  webhook = slack.addWebhook(
    slack.installApp({ name: "Releases", scopes: ["incoming-webhook"] }),
    "releases",
  );
});
afterAll(() => Promise.all([sandbox.stop(), slack.close()]));

/** @returns the run, and what it posted */
async function tell(
  act: () => Promise<unknown>,
): Promise<{ readonly record: RunRecord; readonly texts: readonly string[] }> {
  const { runner } = sandbox;
  const [ran, told] = [runner.runs.length, slack.messages("releases").length];
  await act();
  await runner.idle();
  const [record, ...others] = runner.runs.slice(ran);
  if (record === undefined || others.length > 0) throw new Error(`${others.length} other runs came of it`);
  const texts = slack.messages("releases").map(({ text }) => text);
  return { record, texts: texts.slice(told) };
}

const submit = (repository: string, workflow: string, inputs: Record<string, string>) =>
  tell(() =>
    happen.ask("POST", `${repository}/actions/workflows/${workflow}.yml/dispatches`, { ref: "main", inputs }),
  );
const dispatch = (repository: string, client_payload: object) =>
  tell(() =>
    happen.ask("POST", `${repository}/dispatches`, { event_type: "update-release-channel", client_payload }),
  );
const jobs = ({ jobs }: RunRecord) =>
  Object.fromEntries(jobs.map(({ id, result }) => [id.split(".")[0], result]));
const linesOf = ([text = ""]: readonly string[]): readonly string[] => text.split("\n").slice(1);
const image = (tag: string) => `ghcr.io/acme/api:${tag}`;

describe.each([
  ["of the template", () => TEMPLATE],
  ["to copy", () => COPIED],
])("the workflows %s", (_, repositoryOf) => {
  const repository = repositoryOf();

  test("tell nobody, and start no job for it, where the secret is not set", async () => {
    const { record, texts } = await dispatch(repository, {
      container: "api",
      release_channel: "dev",
      image: image("v3"),
    });
    expect(record.run.conclusion).toBe("success");
    expect(jobs(record)["slack"]).toBe("skipped");
    expect(texts).toEqual([]);
    sandbox.runner.setSecret(repository, "SLACK_WEBHOOK_URL", webhook);
  });

  test("tell Slack what became of a dispatch, also of one that is rejected", async () => {
    const payload = { container: "api", release_channel: "dev", image: image("v4") };
    const applied = await dispatch(repository, payload);
    expect(jobs(applied.record)).toMatchObject({ update: "success", slack: "success" });
    expect(applied.record.jobs.find(({ id }) => id.startsWith("slack"))?.permissions).toEqual({});
    expect(applied.texts).toEqual([expect.stringMatching(/^\*<.+\|Update database>\*, .+\|commit>\)\n/)]);
    expect(linesOf(applied.texts)).toEqual([":white_check_mark: *api* in *dev*: applied, api:v3 → api:v4"]);

    const rejected = await dispatch(repository, { ...payload, image: "api" });
    expect(jobs(rejected.record)).toMatchObject({ update: "failure", slack: "success" });
    expect(linesOf(rejected.texts)).toEqual([expect.stringMatching(/^:x: .+it has no tag/)]);
  });

  test.each([
    [
      "promote-release",
      { containers: "api,web", from: "dev", to: "prod" },
      [
        ":white_check_mark: *api* in *prod*: applied, api:v1 → api:v4",
        ":white_check_mark: *web* in *prod*: applied, web:v1 → web:v2",
      ],
    ],
    [
      "rollback-release",
      { containers: "api", channel: "prod", reason: "incident 42" },
      [":white_check_mark: *api* in *prod*: applied, api:v4 → api:v1"],
    ],
    [
      "retire-release",
      { containers: "old", channel: "dev", reason: "gone" },
      [":white_check_mark: *old* in *dev*: applied, old:v1 → retired"],
    ],
  ])("%s tells what became of each", async (workflow, inputs, lines) => {
    const { record, texts } = await submit(repository, workflow, inputs);
    expect(record.run.conclusion).toBe("success");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(", started by alice");
    expect(linesOf(texts)).toEqual(lines);
  });
});

test.each(
  NAMES.flatMap((name) => [
    [`.github/workflows/${name}.yml`, true],
    [`workflows-templates/${name}.yml`, name !== "update-database"],
  ]),
)("%s tells of what it wrote: not of a dry run, nor where it was cancelled", (path, hasDryRun) => {
  const { jobs } = parse(readFileSync(String(path), "utf8")) as {
    jobs: { slack: { if: string; needs: string } };
  };
  const { if: condition, needs: job } = jobs.slack;
  const starts = (dry_run: boolean, has_webhook = "true"): string =>
    evaluateText(`\${{ ${condition} }}`, {
      inputs: { dry_run },
      needs: { [job]: { outputs: { has_webhook } } },
    });
  expect([starts(false), starts(true), starts(false, "false")]).toEqual([
    "true",
    String(!hasDryRun),
    "false",
  ]);
  expect(condition).toContain("!cancelled()");
});
