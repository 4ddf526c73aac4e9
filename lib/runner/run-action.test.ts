import { describe, expect, test } from "@jest/globals";
import { hear } from "../../tools/testing/hear-testing.ts";
import { decoration } from "./decoration.ts";
import { InputError } from "./input-error.ts";
import { orWarn } from "./or-warn.ts";
import { runAction } from "./run-action.ts";
import { runPhases } from "./run-phases.ts";

const failing = (error: unknown) => async () => {
  throw error;
};

describe("an action", () => {
  test("that comes through says nothing, and does not fail", async () => {
    const { annotations, summary, exitCode } = await hear(() => runAction(async () => {}));
    expect([annotations, summary, exitCode]).toEqual([[], "", undefined]);
  });

  test("that fails says why once, in its summary too, and keeps the stack for those who debug", async () => {
    const error = new Error("db/db.json <is> broken");
    const { annotations, summary, exitCode, log, debug } = await hear(() => runAction(failing(error)));
    expect(annotations).toEqual([{ level: "error", message: "db/db.json <is> broken" }]);
    expect(summary).toContain("Failed");
    expect(summary).toContain("db/db.json &lt;is&gt; broken");
    expect([exitCode, log, debug]).toEqual([1, [], [error.stack]]);
  });

  test("whose error has annotations of its own shows all of them, and no summary: that is written", async () => {
    const annotations = [1, 2].map((line) => ({
      message: `problem ${line}`,
      properties: { title: "Invalid", file: "db/db.json", startLine: line },
    }));
    const heard = await hear(() => runAction(failing(Object.assign(new Error("two"), { annotations }))));
    expect(heard.annotations).toMatchObject([
      { level: "error", title: "Invalid", message: "problem 1", file: "db/db.json", line: 1 },
      { level: "error", title: "Invalid", message: "problem 2", file: "db/db.json", line: 2 },
    ]);
    expect([heard.summary, heard.exitCode]).toEqual(["", 1]);
  });

  test.each<[unknown]>([["a text"], [{ annotations: [] }]])(
    "may throw what is no error: %j",
    async (thrown) => {
      const { annotations, exitCode } = await hear(() => runAction(failing(thrown)));
      expect([annotations.length, annotations[0]?.level, exitCode]).toEqual([1, "error", 1]);
    },
  );
});

describe("a step's phases", () => {
  const phases = async (state: string | undefined) => {
    const ran: string[] = [];
    if (state !== undefined) process.env["STATE_is-post"] = state;
    const { state: saved } = await hear(() =>
      runPhases({ main: async () => void ran.push("main"), post: async () => void ran.push("post") }),
    );
    delete process.env["STATE_is-post"];
    return { ran, saved };
  };

  test("are main first, which leaves a mark, and post where the mark is", async () => {
    expect(await phases(undefined)).toEqual({ ran: ["main"], saved: { "is-post": "true" } });
    expect(await phases("true")).toEqual({ ran: ["post"], saved: {} });
    expect((await phases("")).ran).toEqual(["main"]);
  });
});

test("a report that fails warns, and the step does not fail", async () => {
  const failed = await hear(() => orWarn("Not told", failing(new Error("GitHub is away"))));
  expect(failed.annotations).toEqual([{ level: "warning", title: "Not told", message: "GitHub is away" }]);
  expect(failed.exitCode).toBeUndefined();
  expect((await hear(() => orWarn("Not told", async () => {}))).annotations).toEqual([]);
});

describe("an input that only decorates a report", () => {
  const decorated = async (read: () => string | undefined, fallback?: string) => {
    let value: string | undefined;
    const { annotations } = await hear(() => void (value = decoration(read, fallback)));
    return { value, annotations };
  };

  test("is used as it is, and where it is empty there is another, if any", async () => {
    expect(await decorated(() => "https://a.example", "x")).toEqual({
      value: "https://a.example",
      annotations: [],
    });
    expect((await decorated(() => undefined, "x")).value).toBe("x");
    expect((await decorated(() => undefined)).value).toBeUndefined();
  });

  test("is dropped with a warning where it is wrong, and the report goes on", async () => {
    const wrong = () => {
      throw new InputError("target-url", "x y", "an address is allowed.");
    };
    const { value, annotations } = await decorated(wrong, "https://run.example");
    expect(value).toBe("https://run.example");
    expect(annotations).toEqual([
      {
        level: "warning",
        title: "target-url is ignored",
        message: 'Input target-url is "x y": an address is allowed. The report is sent without it.',
      },
    ]);
  });

  test("hides no other mistake", () => {
    const broken = () =>
      decoration(() => {
        throw new TypeError("ours");
      });
    expect(broken).toThrow(TypeError);
  });
});
