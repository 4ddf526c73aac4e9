import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, serializeDatabase } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { database } from "../../../lib/releases/testing/arbitraries.ts";
import { databaseText, record } from "../testing/files.ts";
import { readRecords } from "./read-records.ts";

const parse = (text: string): readonly ReleaseRecord[] => parseDatabase(text, "db.json").releases;

/** Undefined where the file is not one that is read in batches. */
function read(text: string): readonly ReleaseRecord[] | undefined {
  const found: ReleaseRecord[] = [];
  return readRecords(Buffer.from(text), (one) => found.push(one)) ? found : undefined;
}

test("what the suite writes is read as it is when parsed as a whole", () => {
  fc.assert(
    fc.property(database, (data) => {
      const text = serializeDatabase(data);
      if (data.releases.length === 0) expect(read(text)).toBeUndefined();
      else expect(JSON.stringify(read(text))).toBe(JSON.stringify(parse(text)));
    }),
  );
});

test("a text with one byte more, less or other is read as when parsed as a whole, or not at all", () => {
  fc.assert(
    fc.property(
      database,
      fc.nat(),
      fc.constantFrom("", '"', ",", "\n", " ", "}", "0", "é"),
      (data, at, put) => {
        const text = serializeDatabase(data);
        const place = at % text.length;
        const other = text.slice(0, place) + put + text.slice(place + 1);
        const found = read(other);
        if (found !== undefined) expect(JSON.stringify(found)).toBe(JSON.stringify(parse(other)));
      },
    ),
  );
});

const MANY = Array.from({ length: 2_000 }, (_, index) => record(`app-${index}`, "dev"));
const text = databaseText(MANY);

test("many batches are all of them", () => {
  expect(text.length).toBeGreaterThan(3 * 128 * 1024);
  expect(read(text)).toEqual(parse(text));
});

test.each([
  ["ends early", text.slice(0, -3)],
  ["holds a record in the last batch that the schema refuses", text.replace("app-1999:v1", "app-1999 v1")],
  [
    "holds a key twice in the last batch",
    text.replace('"app-1999",\n', '"app-1998",\n      "container": "app-1999",\n'),
  ],
  ["says releases twice", text.replace(/\}\n$/, ',  "releases": []\n}\n')],
  [
    "holds a number that changes when written",
    text.replace(/"dispatch_id": "[^"]+"\n    \}\n  \]/, '"x": 9007199254740993\n    }\n  ]'),
  ],
  ["says another version", text.replace('"version": 1', '"version": 2')],
  ["is indented otherwise", JSON.stringify(JSON.parse(text), undefined, 4)],
])("a file that %s is not read in batches", (_what, changed) => {
  expect(changed).not.toBe(text);
  expect(read(changed)).toBeUndefined();
});
