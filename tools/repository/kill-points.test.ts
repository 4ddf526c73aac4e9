import { describe, expect, test } from "@jest/globals";
import { killPoints, killPointsIn } from "./kill-points.ts";

const IMPORTS = [
  'import { step } from "../../../lib/store/step.ts";',
  'import { saveRequest } from "../../../lib/store/requests.ts";',
  'import { writeCommit } from "../../../lib/github/branch/write-commit.ts";',
].join("\n");
const scan = (code: string) => killPointsIn(`${IMPORTS}\n${code}\n`, "apps/deploy-server/worker/write.ts");
const within = (code: string) => `export async function act(db, engine) {\n${code}\n}`;

describe("in the server's source", () => {
  const { points, problems } = killPoints();

  test("each await that acts is in a step", () => {
    expect(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([]);
  });

  test("the steps can be listed", () => {
    const names = points.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["inbox.insert", "requests.save", "messages.claim"]));
    expect(names.length).toBeGreaterThan(40);
  });
});

test.each([
  ["a function of another room", "await writeCommit(db);", "await writeCommit stands in no step"],
  ["a method", "await engine.request(db);", "await engine.request stands in no step"],
  ["fetch", 'await fetch("https://argocd.acme.dev");', "await fetch stands in no step"],
  [
    "two acts in one step",
    'await step("x.y", async () => { await engine.a(); await saveRequest(db); });',
    "await engine.a stands in no step",
  ],
  [
    "promises together",
    "await Promise.all([engine.a(), engine.b()]);",
    "await Promise.all stands in no step",
  ],
  [
    "a name that is none",
    "const n = 1; await step(`x.${n}`, () => engine.a());",
    "the name of a step must be a literal",
  ],
  [
    "a loop over a stream",
    "for await (const part of engine.watch()) { use(part); }",
    "a loop awaits each item",
  ],
])("%s is found", (_what, code, message) => {
  expect(scan(within(code)).problems).toEqual([
    { file: "apps/deploy-server/worker/write.ts", line: 5, message },
  ]);
});

test.each([
  ["a step", 'await step("work.write", () => writeCommit(db));', ["work.write"]],
  ["what is imported from a room that is looked at", "await saveRequest(db, {});", []],
  ["what stands in the same file", "await other(); async function other() {} ", []],
])("%s may be awaited", (_what, code, names) => {
  const { points, problems } = scan(within(code));
  expect([points.map(({ name }) => name), problems]).toEqual([names, []]);
});

test("two steps of one name are found", () => {
  const { points } = scan(
    within('await step("a.b", () => engine.a()); await step("a.b", () => engine.b());'),
  );
  expect(points.map(({ name }) => name)).toEqual(["a.b", "a.b"]);
});
