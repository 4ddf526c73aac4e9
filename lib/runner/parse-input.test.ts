import { describe, expect, test } from "@jest/globals";
import { parseId, parseRepository, parseSha, parseUrl } from "./parse-input.ts";

const SHA = "1a2b3c4d".repeat(5);

describe("a commit", () => {
  test("is 40 digits in either case, and comes out in small letters", () => {
    expect(parseSha("sha", SHA.toUpperCase())).toBe(SHA);
  });

  test.each(["", SHA.slice(1), `${SHA}0`, ` ${SHA}`, `${SHA}\n`, `g${SHA.slice(1)}`, "main"])(
    "is not %j",
    (text) => {
      expect(() => parseSha("revision", text)).toThrow(
        `Input revision is ${text === "" ? "empty" : JSON.stringify(text)}: give all 40 hexadecimal digits of the commit's sha.`,
      );
    },
  );
});

describe("an id", () => {
  test.each([
    ["1", 1],
    ["9".repeat(15), 999_999_999_999_999],
  ])("is %s", (text, id) => {
    expect(parseId("app-id", text, "a number")).toBe(id);
  });

  test.each(["0", "01", "-1", "1.5", "1e3", "1".repeat(16), "1 2"])("is not %j", (text) => {
    expect(() => parseId("app-id", text, "the number at the end")).toThrow(
      `Input app-id is ${JSON.stringify(text)}: the number at the end is allowed.`,
    );
  });
});

describe("an address", () => {
  test.each([
    ["https://app.example.org", "https://app.example.org"],
    ["http://app.example.org/a?b=c#d", "http://app.example.org/a?b=c#d"],
    ["HTTPS://app.example.org", "HTTPS://app.example.org"],
    // GitHub takes ASCII alone.
    ["https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"],
    ["https://app.example.org/a b", "https://app.example.org/a%20b"],
  ])("%s is sent as %s", (text, sent) => {
    expect(parseUrl("url", text)).toBe(sent);
  });

  test.each([
    "app.example.org",
    "ftp://app.example.org",
    "https://",
    "https:///a",
    "https://?a",
    "https://a:b",
  ])("is not %j", (text) => {
    expect(() => parseUrl("url", text)).toThrow(
      `Input url is ${JSON.stringify(text)}: give an address with https://`,
    );
  });

  test.each([
    "https://alice@app.example.org",
    "https://:secret@app.example.org",
    "https://a:secret@b.example",
  ])("with a user or a password is refused, and not repeated: %s", (text) => {
    const refused = () => parseUrl("url", text);
    expect(refused).toThrow("it contains a user name or a password, which everyone could read");
    expect(refused).not.toThrow(/secret|alice/);
  });
});

test("a repository is owner/name", () => {
  expect(parseRepository("repository", "acme/my-app")).toEqual({ owner: "acme", repo: "my-app" });
  expect(() => parseRepository("repository", "my-app")).toThrow(
    'Input repository is "my-app": owner/name is allowed.',
  );
  expect(() => parseRepository("repository", "acme/my-app.git")).toThrow(
    'Input repository is "acme/my-app.git": owner/name is allowed (did you mean acme/my-app?).',
  );
});
