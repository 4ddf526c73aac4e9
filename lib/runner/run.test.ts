import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { decoration } from "./decoration.ts";
import { idTokenSource } from "./id-token-source.ts";
import { InputError } from "./input-error.ts";
import { inputs } from "./inputs.ts";
import { readJobOutcome } from "./job-status.ts";
import { orWarn } from "./or-warn.ts";
import { parseId, parseRepository, parseSha } from "./parse-input.ts";
import { addressOf, pageOf, type Run } from "./run.ts";
import { stepState } from "./step-state.ts";

// The toolkit speaks by lines on stdout.
let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line).trimEnd());
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of ["INPUT_X", "INPUT_JOB-STATUS", "STATE_kept"]) delete process.env[name];
});
const said = (level: string) => lines.filter((line) => line.startsWith(`::${level}`));

test("a run's page names its attempt from the second on, and there is none outside GitHub", () => {
  const run = { serverUrl: "https://github.com", repository: "acme/my-app", id: 42, attempt: 1 } as Run;
  const address = "https://github.com/acme/my-app/actions/runs/42";
  expect([pageOf(run), pageOf({ ...run, attempt: 2 }), pageOf({ ...run, id: Number.NaN })]).toEqual([
    address,
    `${address}/attempts/2`,
    undefined,
  ]);
  expect(addressOf({ ...run, attempt: 2 })).toBe(address);
});

test.each([
  ["success", "success", "Succeeded", 0],
  ["failure", "failure", "Failed", 0],
  ["cancelled", "error", "Cancelled", 0],
  ["skipped", "error", "Ended with an unknown status", 1],
  ["", "error", "Ended with an unknown status", 1],
])("a job that ended with %j is reported as %s", (status, state, words, warnings) => {
  process.env["INPUT_JOB-STATUS"] = status;
  expect(readJobOutcome()).toEqual({ state, words });
  expect(said("warning")).toHaveLength(warnings);
});

test("a job has tokens where it is told where, and with what", () => {
  const [url, token] = ["https://pipelines.example", "t"];
  const named = (more: object) =>
    idTokenSource({ ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token, ...more });
  expect(named({})).toEqual({ url, token });
  expect([
    named({ ACTIONS_ID_TOKEN_REQUEST_URL: "" }),
    named({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined }),
  ]).toEqual([undefined, undefined]);
});

describe("what only decorates a report", () => {
  const wrong = () => {
    throw new InputError("target-url", "x", "give an address.");
  };
  test("is itself, or what is used instead", () => {
    expect([
      decoration(() => "a", "b"),
      decoration(() => undefined, "b"),
      decoration(() => undefined),
    ]).toEqual(["a", "b", undefined]);
    expect(said("warning")).toEqual([]);
  });

  test("is left out with a warning where it cannot be used, and hides no fault of our own", () => {
    expect(decoration(wrong, "b")).toBe("b");
    expect(said("warning")).toEqual([
      '::warning title=target-url is ignored::Input target-url is "x": give an address. The report is sent without it.',
    ]);
    const own = () => {
      throw new TypeError("our own");
    };
    expect(() => decoration(own, "b")).toThrow("our own");
  });
});

test("a report that fails is a warning, and fails nothing", async () => {
  await orWarn("No report", () => Promise.reject(new Error("why")));
  expect(said("warning")).toEqual(["::warning title=No report::why"]);
  await orWarn("No report", async () => undefined);
  expect(said("warning")).toHaveLength(1);
});

test("a step's state is what was saved, also where that is false", () => {
  const state = stepState<{ readonly a: boolean }>("kept");
  expect(state.load()).toBeUndefined();
  process.env["STATE_kept"] = '{"a":false}';
  expect(state.load()).toEqual({ a: false });
  // What the runner gives back of a state is what was saved.
  const file = process.env["GITHUB_STATE"];
  delete process.env["GITHUB_STATE"];
  state.save({ a: true });
  state.clear();
  if (file !== undefined) process.env["GITHUB_STATE"] = file;
  expect(said("save-state")).toEqual(['::save-state name=kept::{"a":true}', "::save-state name=kept::"]);
  process.env["STATE_kept"] = "";
  expect(state.load()).toBeUndefined();
});

describe("an input's form", () => {
  test("of a commit, a repository and an id", () => {
    expect(parseSha("sha", "A".repeat(40))).toBe("a".repeat(40));
    for (const text of ["a".repeat(39), "a".repeat(41), "g".repeat(40), ` ${"a".repeat(40)}`])
      expect(() => parseSha("sha", text)).toThrow("give all 40 hexadecimal digits");
    expect(parseRepository("repository", "acme/my-app")).toEqual({ owner: "acme", repo: "my-app" });
    expect(() => parseRepository("repository", "acme")).toThrow(
      'Input repository is "acme": owner/name is allowed.',
    );
    expect([parseId("id", "1", "x"), parseId("id", "9".repeat(15), "x")]).toEqual([1, 999_999_999_999_999]);
    for (const text of ["0", "01", "-1", "1.0", "9".repeat(16), "x"])
      expect(() => parseId("id", text, "a number")).toThrow("a number is allowed.");
  });

  test.each([
    ["db/db.json", "db/db.json"],
    ["./db/../db.json", "db.json"],
    ["..data/db.json", "..data/db.json"],
  ])("of the path %s is %s", (value, path) => {
    process.env["INPUT_X"] = value;
    expect(inputs.path("x", "a file")).toBe(path);
  });

  test.each(["/db.json", "../db.json", "a/../../db.json", "db/", ".", "..", "a\\b"])(
    "of no path is %j",
    (value) => {
      process.env["INPUT_X"] = value;
      expect(() => inputs.path("x", "a file")).toThrow("give the path of a file in the repository: a file.");
    },
  );

  test("of a list is each word once, in order", () => {
    process.env["INPUT_X"] = "b, a\nb  c,";
    expect(inputs.list("x", "names")).toEqual(["b", "a", "c"]);
    process.env["INPUT_X"] = " ,\n";
    expect(() => inputs.list("x", "names")).toThrow("give names.");
  });

  test("of a choice is one of the words, to the letter", () => {
    process.env["INPUT_X"] = "auto";
    expect(inputs.choice("x", ["off", "auto"])).toBe("auto");
    process.env["INPUT_X"] = "Auto";
    expect(() => inputs.choice("x", ["off", "auto"])).toThrow('Input x is "Auto": off or auto is allowed.');
  });

  test("in a message is cut after 120 characters", () => {
    expect(new InputError("x", "y".repeat(120), "z").message).toBe(`Input x is "${"y".repeat(120)}": z`);
    expect(new InputError("x", "y".repeat(121), "z").message).toBe(`Input x is "${"y".repeat(120)}…": z`);
    expect([new InputError("x", undefined, "z").message, new InputError("x", "", "z").message]).toEqual([
      "Input x cannot be used: z",
      "Input x is empty: z",
    ]);
  });
});
