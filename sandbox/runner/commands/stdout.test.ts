import { expect, test } from "@jest/globals";
import { parseCommand } from "./stdout.ts";

test.each([
  ["::error::text", { name: "error", properties: {}, data: "text" }],
  ["  ::warning::text", { name: "warning", properties: {}, data: "text" }],
  [
    "::error file=a%2Cb.ts,line=3,endLine=4,col=1,title=T%3A%20::one%0Atwo%25",
    {
      name: "error",
      properties: { file: "a,b.ts", line: "3", endline: "4", col: "1", title: "T:%20" },
      data: "one\ntwo%",
    },
  ],
  ["::set-output name=x::a::b", { name: "set-output", properties: { name: "x" }, data: "a::b" }],
  ["::notice file=,line=::x", { name: "notice", properties: {}, data: "x" }],
  ["::ADD-MASK::x", { name: "add-mask", properties: {}, data: "x" }],
  ["text ##[error file=a%3Bb]x%5D", { name: "error", properties: { file: "a;b" }, data: "x]" }],
])("%s is a command", (line, expected) => {
  expect(parseCommand(line)).toEqual(expected);
});

test.each(["plain", "::unknown::x", "x ::error::y", "::error:x", "##[unknown]x", "::"])(
  "%s is ordinary text",
  (line) => {
    expect(parseCommand(line)).toBeUndefined();
  },
);

test("the word that resumes commands is one itself", () => {
  expect(parseCommand("::tok::")).toBeUndefined();
  expect(parseCommand("::Tok::", "tOK")?.name).toBe("tok");
});
