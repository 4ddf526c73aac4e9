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
  ["releases", "&a [ *a ]", readReleaseList],
  ["releases", "- &a { container: *a, image: x }", readReleaseList],
  ["channels", "&a { main: *a }", readChannelMap],
  ["channels", "main: &a [ [ *a ] ]", readChannelMap],
] as const)("%s that holds itself is refused: %s", (input, given, read) => {
  expect(() => read(given)).toThrow(
    `Input ${input} is ${JSON.stringify(given)}: an alias refers to the list or map that it is in: write it out.`,
  );
});

test("an alias elsewhere stands for what it names", () => {
  expect(readChannelMap("main: &a dev\nrelease/*: *a\n")).toEqual([
    ["main", "dev"],
    ["release/*", "dev"],
  ]);
});

test.each(["null", "~", ""])(
  "a value that is %j is none, and no channel or container of that name",
  (none) => {
    const named = { container: "null", image: "app:v1" };
    const list = `[{ container: "null", image: "app:v1", channel: ${none}, digest: ${none} }]`;
    expect(readReleaseList(list)).toEqual([named]);
    for (const field of ["container", "image"]) {
      const fields = { container: "api", image: "app:v1", [field]: none };
      const entry = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
      expect(() => readReleaseList(`[{ ${entry.join(", ")} }]`)).toThrow(
        `Input releases[0].${field} is empty`,
      );
    }
    expect(() => readChannelMap(`main: dev\nfeature/*: ${none}\n`)).toThrow("use the name of a channel.");
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

test.each(['{"toString":"x"}', '["v1"]', "7", "null"])(
  "a field that releases does not have is shown with its value %s",
  (value) => {
    expect(() => readReleaseList(`[{"container":"my-app","imge":${value}}]`)).toThrow(
      `Input releases[0].imge is ${JSON.stringify(value)}: there is no such field (did you mean image?): use`,
    );
  },
);

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
