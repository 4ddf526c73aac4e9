import { describe, expect, test } from "@jest/globals";
import type { Database } from "../releases/generated/schema.generated.ts";
import { holdReason, stopReason } from "./hold.ts";

const AT = "2026-11-30T10:00:00Z";
const target = { config: "my-app", channel: "prod" };
const released = {
  released_at: AT,
  released_by: "bob",
  dispatch_id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
};
const image = { container: "my-app", channel: "prod", image: "my-app:1", ...released };
const config = {
  ...target,
  repository: "acme/my-app",
  path: ".deploy/my-app.yaml",
  sha: "a".repeat(40),
  ...released,
};
const chart = {
  ...target,
  chart: "oci://ghcr.io/acme/charts/my-app",
  version: "1.2.3",
  digest: `sha256:${"b".repeat(64)}`,
  ...released,
};
const pinned = { by: "carol", at: AT, reason: "incident 7" };
const open = { policy: { version: 1 as const }, locks: [] };

describe("what runs is held by its own pin", () => {
  const near = { channel: "dev", pinned: { ...pinned, reason: "another channel's" } };
  const other = { pinned: { ...pinned, reason: "another config's" } };
  test.each<readonly [string, Database]>([
    [
      "an image",
      {
        version: 1,
        releases: [
          { ...image, ...near },
          { ...image, ...other, container: "my-app-2" },
          { ...image, pinned },
        ],
      },
    ],
    [
      "a config without an artifact",
      {
        version: 1,
        releases: [],
        configs: [
          { ...config, ...near },
          { ...config, ...other, config: "my-app-2" },
          { ...config, pinned },
        ],
      },
    ],
    [
      "a chart",
      {
        version: 1,
        releases: [],
        charts: [
          { ...chart, ...near },
          { ...chart, ...other, config: "my-app-2" },
          { ...chart, pinned },
        ],
      },
    ],
  ])("%s", (_what, database) => {
    const held = `the record was pinned by carol on ${AT}: incident 7`;
    expect(holdReason({ ...open, database }, { target, at: AT })).toBe(held);
    expect(
      holdReason({ ...open, database }, { target: { ...target, channel: "qa" }, at: AT }),
    ).toBeUndefined();
    expect(stopReason({ database }, target, AT)).toBeUndefined();
  });
});
