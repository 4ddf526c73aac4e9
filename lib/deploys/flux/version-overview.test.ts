import { expect, test } from "@jest/globals";
import { versionOverview } from "./version-overview.ts";

const versions = ["1.5.0-rc.2", "1.5.0-rc.1", "1.4.2", "1.4.1", "1.3.0"];

test("Each channel shows what is newer, newest first", () => {
  const channels = [
    { channel: "dev", version: "1.5.0-rc.1" },
    { channel: "qa", version: "1.4.2" },
    { channel: "stag", version: "1.4.0" },
    { channel: "prod", version: "1.3.0" },
  ];
  expect(versionOverview(versions, channels)).toEqual([
    { channel: "dev", version: "1.5.0-rc.1", newer: ["1.5.0-rc.2"], isGone: false },
    { channel: "qa", version: "1.4.2", newer: [], isGone: false },
    { channel: "stag", version: "1.4.0", newer: ["1.4.2", "1.4.1"], isGone: true },
    { channel: "prod", version: "1.3.0", newer: ["1.4.2", "1.4.1"], isGone: false },
  ]);
});

test("Of a channel without a version, and where the registry does not say, nothing is said to be newer", () => {
  expect(
    versionOverview(versions, [
      { channel: "qa", version: undefined },
      { channel: "prod", version: "1.4.1" },
    ]),
  ).toEqual([
    { channel: "qa", version: undefined, newer: undefined, isGone: false },
    { channel: "prod", version: "1.4.1", newer: ["1.4.2"], isGone: false },
  ]);
  expect(versionOverview(undefined, [{ channel: "prod", version: "1.4.1" }])).toEqual([
    { channel: "prod", version: "1.4.1", newer: undefined, isGone: false },
  ]);
});
