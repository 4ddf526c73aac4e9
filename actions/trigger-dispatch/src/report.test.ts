import { describe, expect, test } from "@jest/globals";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { hear } from "../../../tools/testing/hear-testing.ts";
import { reportDispatch, reportNothing, setOutputs } from "./report.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const release = (container: string, channel: string) => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:v1`,
});
const DISPATCH: Dispatch = {
  version: 1,
  dispatch_id: ID,
  releases: [release("api", "dev"), release("web", "prod"), release("job", "dev")],
};
const RECEIVER = {
  repository: "acme/releases",
  serverUrl: "https://github.com",
  dryRun: false,
  unproved: undefined,
  warnings: [],
  formerName: undefined,
};

test("the outputs name each channel once, in the order of the releases", async () => {
  const { outputs } = await hear(() => setOutputs(DISPATCH));
  expect(outputs["dispatch-id"]).toBe(ID);
  expect(outputs["release-channel"]).toBe("dev,prod");
  expect(JSON.parse(outputs["payload"] ?? "")).toEqual(DISPATCH);
  const none = await hear(() => setOutputs(undefined));
  const empty = ["dispatch-id", "release-channel", "payload", "results", "commit-sha"];
  expect(none.outputs).toEqual(Object.fromEntries(empty.map((name) => [name, ""])));
});

describe("a dispatch", () => {
  test("that was sent says what, where to, and which statuses will come of it", async () => {
    const { log, annotations, summary } = await hear(() => reportDispatch(DISPATCH, RECEIVER));
    expect(annotations).toEqual([]);
    expect(log).toEqual([
      "api → dev: ghcr.io/acme/api:v1",
      "web → prod: ghcr.io/acme/web:v1",
      "job → dev: ghcr.io/acme/job:v1",
      `Sent to acme/releases as dispatch ${ID}. Follow it at https://github.com/acme/releases/actions`,
    ]);
    expect(summary).toContain("<h3>Dispatched to acme/releases</h3>");
    expect(summary).toContain(
      `The run &quot;Release api ${ID}&quot; in acme/releases shows its outcome. If that repository reports back, so does this commit's status release/dev, release/prod.`,
    );
    expect(summary.match(/<tr>/g)).toHaveLength(4);
  });

  test("that nothing proves says why, in place of the statuses", async () => {
    const { summary } = await hear(() =>
      reportDispatch(DISPATCH, { ...RECEIVER, unproved: "No token proves it." }),
    );
    expect(summary).toContain("shows its outcome. No token proves it.");
    expect(summary).not.toContain("release/dev");
  });

  test("of a dry run is shown, and nothing is said to have been sent", async () => {
    const { log, summary } = await hear(() => reportDispatch(DISPATCH, { ...RECEIVER, dryRun: true }));
    expect(log.join("\n")).toContain(
      `Dry run: nothing was sent to acme/releases. The payload:\n${JSON.stringify(DISPATCH, undefined, 2)}`,
    );
    expect(log.join("\n") + summary).not.toMatch(/Sent|was sent\.|Dispatched/);
    expect(summary).toContain("<h3>Would dispatch to acme/releases</h3>");
  });

  test("warns of each thing that is not as it was asked for, and of a repository's old name", async () => {
    const warnings = [
      { title: "Shortened", text: "the tag was cut" },
      { title: "Matches nothing", text: "feature/* matches no branch" },
    ] as const;
    const receiver = { ...RECEIVER, warnings, formerName: "acme/old" };
    const { annotations, summary } = await hear(() => reportDispatch(DISPATCH, receiver));
    expect(annotations).toEqual([
      ...warnings.map(({ title, text }) => ({ level: "warning", title, message: text })),
      {
        level: "warning",
        title: "Renamed",
        message: expect.stringContaining(
          "acme/old is now called acme/releases, and the dispatch went there. Set repository: acme/releases.",
        ),
      },
    ]);
    for (const { text } of warnings) expect(summary).toContain(`<p>${text}</p>`);
    expect(summary).toContain("acme/old is now called acme/releases");
  });
});

test("a build that releases nothing says why, and does not fail", async () => {
  const { annotations, summary, exitCode } = await hear(() =>
    reportNothing("branch feature/x has no channel"),
  );
  const message = "Nothing is released: branch feature/x has no channel.";
  expect(annotations).toEqual([{ level: "notice", title: "No dispatch", message }]);
  expect(summary).toContain(message);
  expect(exitCode).toBeUndefined();
});
