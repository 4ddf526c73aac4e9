import { describe, expect, test } from "@jest/globals";
import { answering } from "../github/testing/answering.ts";
import type { ReceivedDispatch } from "../releases/documents/dispatch.ts";
import { verifyProvenance } from "./provenance.ts";

const release = (channel: string) => ({ container: "my-app", channel, image: "app:v1" });
const UNSOURCED: ReceivedDispatch = {
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: [release("dev"), release("prod")],
};
const DISPATCH: ReceivedDispatch = {
  ...UNSOURCED,
  source: {
    repository: "acme/my-app",
    sha: "a".repeat(40),
    ref: "refs/heads/main",
    run_id: 42,
    run_attempt: 1,
  },
};

async function verify(
  dispatch: ReceivedDispatch,
  { via, provenance }: { via: "event" | "inputs"; provenance: "optional" | "required" },
) {
  const { session, asked, masked } = answering([]);
  const repository = { owner: "acme", repo: "releases" };
  const options = { repository, via, provenance, oidcIssuer: "https://issuer.example", leeway: 60_000 };
  const [settled] = await Promise.allSettled([verifyProvenance(session, dispatch, options)]);
  return { settled, asked, masked };
}

describe("a dispatch without a token", () => {
  test.each<["event" | "inputs", "optional" | "required"]>([
    ["event", "optional"],
    ["inputs", "optional"],
    ["inputs", "required"],
  ])("by %s is good where one is %s", async (via, provenance) => {
    expect(await verify(DISPATCH, { via, provenance })).toMatchObject({
      settled: { status: "fulfilled", value: undefined },
      asked: [],
    });
  });

  test("by event is refused where one is required, for each of its releases", async () => {
    const { settled } = await verify(DISPATCH, { via: "event", provenance: "required" });
    expect(settled).toMatchObject({
      reason: { name: "InvalidDocument", problems: [{ path: "releases[0]" }, { path: "releases[1]" }] },
    });
  });
});

test.each<[string, ReceivedDispatch, string]>([
  [
    "without a source",
    { ...UNSOURCED, provenance: "a.b.c" },
    "provenance is rejected: the dispatch has no source to prove",
  ],
  [
    "that is none",
    { ...DISPATCH, provenance: "a.b.c" },
    'provenance is rejected: the token is "malformed", but a signed JWT is expected',
  ],
])("a token %s is refused though none is needed, and never shown", async (_what, dispatch, says) => {
  const { settled, asked, masked } = await verify(dispatch, { via: "inputs", provenance: "optional" });
  expect(settled).toMatchObject({
    reason: {
      name: "InvalidDocument",
      problems: [{ path: "provenance", message: expect.stringContaining(says) }],
    },
  });
  expect([asked, masked]).toEqual([[], ["a.b.c"]]);
});
