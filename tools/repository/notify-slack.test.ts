import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  logOf,
  startSandbox,
  startSlack,
  type RunRecord,
  type Sandbox,
  type Slack,
} from "@release-channels/sandbox";

/** Calls the workflow with what a dispatch says, as the workflows that write the database do with their outputs. */
const CALLER = `
name: "Write <it>"
on: repository_dispatch
permissions: {}
jobs:
  notify:
    permissions: {}
    uses: ./.github/workflows/notify-slack.yml
    with:
      result: \${{ github.event.client_payload.result }}
      results: \${{ github.event.client_payload.results }}
      commit_url: \${{ github.event.client_payload.commit_url }}
      released_by: \${{ github.event.client_payload.released_by }}
    secrets:
      SLACK_WEBHOOK_URL: \${{ secrets.SLACK_WEBHOOK_URL }}
`;

let sandbox: Sandbox;
let slack: Slack;
let url: string;

beforeAll(async () => {
  [sandbox, slack] = await Promise.all([startSandbox(), startSlack()]);
  await sandbox.repository({
    caller: CALLER,
    "notify-slack": readFileSync(".github/workflows/notify-slack.yml", "utf8"),
  });
  slack.addChannel({ name: "releases" });
  slack.addChannel({ name: "archived" });
  const app = slack.installApp({ name: "Releases", scopes: ["incoming-webhook"] });
  url = slack.addWebhook(app, "releases");
});
beforeEach(() => {
  sandbox.runner.setSecret("acme/app", "SLACK_WEBHOOK_URL", url);
  slack.clearFaults();
});
afterAll(() => Promise.all([sandbox.stop(), slack.close()]));

const applied = {
  container: "my-app",
  channel: "dev",
  outcome: "applied",
  reason: "",
  before: "ghcr.io/acme/my-app:main-1111111",
  after: "ghcr.io/acme/my-app:main-2222222",
};
const posted = (): readonly string[] => slack.messages("releases").map(({ text }) => text);

/** @returns the run, and what it posted */
async function tell(
  results: readonly object[] | string,
  { result = "success", commit_url = "", released_by = "" } = {},
): Promise<{ readonly record: RunRecord; readonly texts: readonly string[]; readonly log: string }> {
  const before = posted().length;
  const record = await sandbox.dispatch("go", {
    result,
    results: typeof results === "string" ? results : JSON.stringify(results),
    commit_url,
    released_by,
  });
  const log = record.jobs.map((job) => logOf(record, job.id)).join("\n");
  return { record, texts: posted().slice(before), log };
}
const heading = (record: RunRecord, more = ""): string => `*<${record.run.htmlUrl}|Write &lt;it&gt;>*${more}`;
const warnings = ({ jobs }: RunRecord): readonly string[] =>
  jobs.flatMap(({ annotations }) => annotations).map(({ level, message }) => `${level}: ${message}`);

describe("what is posted", () => {
  test("is a line for each release that changed or could not, with the commit", async () => {
    const commit_url = "http://127.0.0.1/acme/app/commit/1";
    const { record, texts } = await tell(
      [
        applied,
        { ...applied, channel: "stage", outcome: "unchanged", before: applied.after },
        { ...applied, channel: "prod", outcome: "held", reason: 'frozen by octocat: <peak> & "sale"' },
        { ...applied, container: "old", outcome: "applied", after: null },
        { ...applied, container: "new", outcome: "applied", before: null },
        { ...applied, container: "late", outcome: "superseded", reason: "run 7 is newer" },
      ],
      { commit_url },
    );
    expect(texts).toEqual([
      [
        heading(record, `, started by octocat (<${commit_url}|commit>)`),
        ":white_check_mark: *my-app* in *dev*: applied, my-app:main-1111111 → my-app:main-2222222",
        ':pause_button: *my-app* in *prod*: held: frozen by octocat: &lt;peak&gt; &amp; "sale"',
        ":white_check_mark: *old* in *dev*: applied, my-app:main-1111111 → retired",
        ":white_check_mark: *new* in *dev*: applied, none → my-app:main-2222222",
        ":information_source: *late* in *dev*: superseded: run 7 is newer",
      ].join("\n"),
    ]);
    expect(warnings(record)).toEqual([]);
  });

  test("says that the run failed, also where there are no outcomes", async () => {
    const rejected = { outcome: "rejected", reason: "releases[0].image: is empty" };
    const { record, texts } = await tell([rejected], { result: "failure" });
    expect(texts).toEqual([
      `${heading(record, ": *failure*, started by octocat")}\n:x: *?* in *?*: rejected: releases[0].image: is empty`,
    ]);
    const nothing = await tell("", { result: "failure" });
    expect(nothing.texts).toEqual([heading(nothing.record, ": *failure*, started by octocat")]);
  });

  test.each([
    ["alice <a>", ", by alice &lt;a&gt;, started by octocat"],
    ["octocat", ", started by octocat"],
  ])("names who releases beside who started the run: %s", async (released_by, more) => {
    const { record, texts } = await tell([applied], { released_by });
    expect(texts[0]?.split("\n")[0]).toBe(heading(record, more));
  });

  test("is cut after twenty releases", async () => {
    const { texts } = await tell(
      Array.from({ length: 23 }, (_, at) => ({ ...applied, container: `app-${at}` })),
    );
    const lines = texts[0]?.split("\n") ?? [];
    expect(lines).toHaveLength(22);
    expect(lines.slice(-2)).toEqual([expect.stringContaining("*app-19*"), "… and 3 more"]);
  });

  test("is nothing where nothing changed", async () => {
    const { record, texts } = await tell([{ ...applied, outcome: "unchanged" }]);
    expect([texts, warnings(record)]).toEqual([[], []]);
  });
});

test.each([
  ["$(touch owned) `touch owned`; touch owned"],
  ['"; touch owned; echo "'],
  ["'; touch owned; '"],
  ["%0A::set-output name=x::y\n::add-mask::my-app\n::error::owned"],
  ["\\(env.SLACK_WEBHOOK_URL)"],
])("what a dispatch says is never code: %s", async (hostile) => {
  const { record, texts, log } = await tell([{ ...applied, container: hostile, reason: hostile }]);
  expect(record.run.conclusion).toBe("success");
  expect(texts).toEqual([expect.stringContaining(hostile.replace("\n", " ").replaceAll("\n", " "))]);
  expect(texts[0]).not.toContain(url);
  expect(log).not.toContain(url);
  expect(warnings(record)).toEqual([]);
});

describe("Slack's failure never fails the release", () => {
  const refusal = (answer: string): string => `warning: Slack refused the message: ${answer}`;

  test.each([
    [
      "an address that is gone",
      () => `${new URL(url).origin}/services/T0/B0/x`,
      refusal("curl: (22) The requested URL returned error: 404 no_service. See https://"),
    ],
    ["no address", () => "", "warning: The secret SLACK_WEBHOOK_URL is empty or no URL."],
    [
      "an address with another's options in it",
      () => `${url}"\noutput = "owned`,
      "warning: The secret SLACK_WEBHOOK_URL is empty or no URL.",
    ],
    ["nobody there", () => "http://127.0.0.1:9/services/x", refusal("curl: (7) Failed to connect")],
  ])("%s is a warning that does not show it", async (_, address, message) => {
    sandbox.runner.setSecret("acme/app", "SLACK_WEBHOOK_URL", address());
    const { record, texts, log } = await tell([applied]);
    expect([record.run.conclusion, texts]).toEqual(["success", []]);
    expect(warnings(record)).toEqual([expect.stringContaining(message)]);
    if (address() !== "") expect(log).not.toContain(address());
  });

  test("a channel that is archived", async () => {
    const app = slack.installApp({ name: "Old", scopes: ["incoming-webhook"] });
    sandbox.runner.setSecret("acme/app", "SLACK_WEBHOOK_URL", slack.addWebhook(app, "archived"));
    slack.archive("archived");
    const { record } = await tell([applied]);
    expect(warnings(record)).toEqual([
      expect.stringContaining(
        refusal("curl: (22) The requested URL returned error: 410 channel_is_archived"),
      ),
    ]);
  });

  test("outcomes that are no JSON", async () => {
    const { record, texts } = await tell("{");
    expect([record.run.conclusion, texts, warnings(record)]).toEqual(["success", [], []]);
  });
});
