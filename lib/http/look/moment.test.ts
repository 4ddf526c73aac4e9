import { expect, test } from "@jest/globals";
import { timesIn } from "./moment.ts";

test.each([
  [
    "locked on 2026-11-29T14:00:00Z until 2026-12-01T08:05:59.123Z: <audit>",
    'locked on <time datetime="2026-11-29T14:00:00Z">29 Nov 2026, 14:00 UTC</time> until <time datetime="2026-12-01T08:05:59.123Z">1 Dec 2026, 08:05 UTC</time>: &lt;audit&gt;',
  ],
  ["on 2026-11-29, at 14:00:00Z", "on 2026-11-29, at 14:00:00Z"],
  ["2026-99-99T99:99:99Z is none", "2026-99-99T99:99:99Z is none"],
])("the times in %j are people's", (text, shown) => {
  expect(timesIn(text).text).toBe(shown);
});
