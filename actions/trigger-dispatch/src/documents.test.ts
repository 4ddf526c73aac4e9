import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { InputError } from "../../../lib/runner/input-error.ts";
import { channelOf, readChannelMap } from "./channel-map.ts";
import { readReleaseList } from "./release-list.ts";

/** Anything that YAML can say, keys that are lists and maps among it. */
const yaml = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("main", "dev", "container", "image", "", "__proto__", "constructor", null, true, 7, -1.5),
    fc.string(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;
const text = fc.oneof(
  yaml.map((value) => stringify(value)),
  fc.json(),
  fc.string(),
);

test.each([["? [main]\n: dev\n"], ["? { a: b }\n: dev\n"], ["[main]: dev"], ["? \n: dev\n"]])(
  "%j is no channel map: each key must be a pattern",
  (channels) => {
    expect(() => readChannelMap(channels)).toThrow(InputError);
    expect(() => readChannelMap(channels)).toThrow("each key must be a ref pattern");
  },
);

test.each([
  ["main: { a: [b] }", '{"a":["b"]}'],
  ["main: [dev]", '["dev"]'],
])("%j is no channel map, and the message shows the value %s", (channels, value) => {
  expect(() => readChannelMap(`stage: stage\n${channels}\n`)).toThrow(
    `Input channels, main is ${JSON.stringify(value)}: use the name of a channel.`,
  );
});

test.each([
  ["channels", (given: string) => channelOf("refs/heads/main", readChannelMap(given))],
  ["releases", readReleaseList],
] as const)("whatever stands in %s is read, or refused as an input", (_name, read) => {
  fc.assert(
    fc.property(text, (given) => {
      try {
        read(given);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
