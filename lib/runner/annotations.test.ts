import { describe, expect, test } from "@jest/globals";
import { annotationOf, shownAnnotations } from "./annotations.ts";

describe("GitHub shows ten annotations of a step:", () => {
  const found = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ message: `Problem ${index + 1}`, properties: {} }));

  test.each([
    [0, 0, undefined],
    [9, 9, "Problem 9"],
    [10, 10, "Problem 10"],
    [11, 10, "… and 2 more: see the job's summary."],
    [250, 10, "… and 241 more: see the job's summary."],
  ])("of %d problems, %d, the last of which says %j", (count, length, last) => {
    const shown = shownAnnotations(found(count));
    expect(shown).toHaveLength(length);
    expect(shown.at(-1)?.message).toBe(last);
    expect(shown.slice(0, -1)).toEqual(found(Math.max(0, length - 1)));
  });
});

describe("a problem", () => {
  test.each([
    [
      "on its line",
      { line: 3, column: 7 },
      { title: "Invalid", file: "db/db.json", startLine: 3, startColumn: 7 },
    ],
    ["of no known line, on no file's first one", undefined, { title: "Invalid" }],
  ])("is shown %s", (_name, position, properties) => {
    expect(annotationOf("Invalid", "a digest is missing", { file: "db/db.json", position })).toEqual({
      message: "a digest is missing",
      properties,
    });
  });
});
