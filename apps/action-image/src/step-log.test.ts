import { spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { linesOf } from "./lines.ts";
import { readCommand, StepLog } from "./step-log.ts";

/** Has the actions' own toolkit say each pair as an output, as it does where there is no GITHUB_OUTPUT. */
function sayOutputs(pairs: readonly (readonly [string, string])[]): Buffer {
  const program = `
    import { readFileSync } from "node:fs";
    import { setOutput } from "@actions/core";
    for (const [name, value] of JSON.parse(readFileSync(0, "utf8"))) setOutput(name, value);`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    input: JSON.stringify(pairs),
    env: { PATH: process.env["PATH"] },
  });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

async function readOutputs(said: Buffer): Promise<readonly (readonly [string, string])[]> {
  const lines = (await Readable.from(linesOf(Readable.from([said]))).toArray()) as readonly string[];
  const commands = lines.filter((line) => line !== "").map((line) => readCommand(line));
  expect(commands.map((command) => command?.name)).toEqual(commands.map(() => "set-output"));
  return commands.map((command) => [command?.key ?? "", command?.value ?? ""] as const);
}

test("what the toolkit says comes back as it was, escapes and line breaks of every kind included", async () => {
  const special = [
    "%3A",
    "%2C",
    "%0A",
    "%25",
    "%253A",
    ":",
    "::",
    ",",
    "=",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u2029",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...special), fc.string({ unit: "binary" })), {
    maxLength: 8,
  });
  const words = text.map((parts) => parts.join(""));
  const named = words.filter((name) => name !== "");
  const pairs = [...special.map((word) => [word, word] as const), ...fc.sample(fc.tuple(named, words), 500)];
  expect(await readOutputs(sayOutputs(pairs))).toEqual(pairs);
});

test.each([
  [
    "::set-output name=a%253Ab%252C::%253A%3A%2C%250A",
    { name: "set-output", key: "a%3Ab%2C", value: "%3A%3A%2C%0A" },
  ],
  ["::set-output name=a%3Ab%2Cc::x", { name: "set-output", key: "a:b,c", value: "x" }],
  ["::warning file=f,line=1::x", { name: "warning", key: "", value: "x" }],
  ["no ::warning::x", undefined],
])("%s", (line, command) => {
  expect(readCommand(line)).toEqual(command);
});

test("a secret with line breaks of any kind is hidden, whole and in its lines", () => {
  let shown = "";
  const log = new StepLog((text) => (shown += text), { debug: false });
  log.tell(readCommand("::add-mask::one\u2028two%0Athree") ?? "");
  log.tell("it is one\u2028two and three, twofold");
  expect(shown).toBe("it is *** and ***, twofold\n");
});
