import { afterEach, describe, expect, test } from "@jest/globals";
import { inputs } from "./inputs.ts";

const given = (value: string): void => {
  process.env["INPUT_X"] = value;
};
afterEach(() => {
  delete process.env["INPUT_X"];
});

describe("an input", () => {
  test.each([
    ["90s", 90_000],
    ["10m", 600_000],
    ["2 h", 7_200_000],
    ["0s", 0],
  ])("of %s lasts %d ms", (value, milliseconds) => {
    given(value);
    expect(inputs.duration("x")).toBe(milliseconds);
  });

  test.each(["", "10", "10d", "-1m", "1.5h", "m", "9999999s"])("of %j is no duration", (value) => {
    given(value);
    expect(() => inputs.duration("x")).toThrow("a number with s, m or h is allowed, such as 90s or 10m.");
  });

  test.each([
    ["true", true],
    ["True", true],
    ["false", false],
  ])("of %s is %s", (value, flag) => {
    given(value);
    expect(inputs.flag("x")).toBe(flag);
  });

  test("that is no flag says what is allowed", () => {
    given("1");
    expect(() => inputs.flag("x")).toThrow('Input x is "1": true or false is allowed.');
  });

  test("that is not given is undefined, or asked for", () => {
    expect(inputs.optional("x")).toBeUndefined();
    expect(inputs.secret("x")).toBeUndefined();
    expect(() => inputs.required("x", "a name")).toThrow("Input x is empty: give a name.");
  });

  test.each([
    ["main", "main"],
    ["refs/heads/main", "main"],
    ["refs/heads/release/1.x", "release/1.x"],
    ["heads/main", "heads/main"],
    ["refs/heads/", "refs/heads/"],
  ])("of the branch %s is %s", (value, branch) => {
    given(value);
    expect(inputs.branch("x", "a branch")).toBe(branch);
  });

  test("that is a line has at most 300 characters, and no line break", () => {
    given("y".repeat(300));
    expect(inputs.line("x")).toBe("y".repeat(300));
    for (const value of ["y".repeat(301), "a\nb", "a\u2028b", "a\u0007"]) {
      given(value);
      expect(() => inputs.line("x")).toThrow("one line of at most 300 characters is allowed.");
    }
  });

  test("that is very long does not hide the reason", () => {
    given("y".repeat(5000));
    expect(() => inputs.flag("x")).toThrow(/^Input x is "y{120}…": true or false is allowed\.$/);
  });
});

describe("a web address", () => {
  test.each([
    ["https://app.example.org", "https://app.example.org"],
    ["HTTP://h:8080/a?b=c#d", "HTTP://h:8080/a?b=c#d"],
    ["https://münchen.example/ä b", "https://xn--mnchen-3ya.example/%C3%A4%20b"],
    ["https://h/user:name@x", "https://h/user:name@x"],
  ])("%s is sent as %s", (value, address) => {
    given(value);
    expect(inputs.url("x")).toBe(address);
  });

  test.each([
    "https:///path",
    "https://",
    "https://?a",
    "ftp://h/",
    "//h/",
    "h.example.org",
    "javascript:alert(1)",
  ])("is not %s", (value) => {
    given(value);
    expect(() => inputs.url("x")).toThrow(
      `Input x is ${JSON.stringify(value)}: give an address with https://`,
    );
  });

  test.each(["https://ada:s3cret@h/", "https://ada@h/", "https://:s3cret@h/", "https://ghp_s3cret@h/a"])(
    "with credentials is refused, and not shown: %s",
    (value) => {
      given(value);
      const url = () => inputs.url("x");
      expect(url).toThrow("Input x cannot be used: it contains a user name or a password");
      expect(url).not.toThrow(/s3cret|ada/);
    },
  );
});
