import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PLACE_RULES } from "../../lib/deploys/why.ts";
import { checkedApi, type CheckedApi } from "./testing/checked-api.ts";
import { ownToken } from "./testing/own-token.ts";
import { signIn } from "./testing/sign-in.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

const PEOPLE_RULES = ["identity", "account", "permission", "team", "chat channel", "approvals"];
const WINDOW = { schedule: "* * * * *", duration: "1h", applications: ["*"], active: true } as const;

let world: TestWorld;
let api: CheckedApi;
beforeAll(async () => {
  world = await startTestWorld({
    config: "people: { prod: { teams: [acme/release], permission: write, approvals: 1 } }",
  });
  for (const login of ["alice", "dave"]) world.github.setPermission(RELEASES, login, "read");
  world.argo.setSyncWindows("payments", [{ ...WINDOW, kind: "deny" }]);
  api = await checkedApi(world.url);
});
afterAll(() => world.stop());

const rulesFor = async (login: string): Promise<readonly string[]> => {
  const token = await ownToken(world.github, { login, app: world.githubApp });
  const { status, json } = await api("get", "/v1/why?config=my-app&channel=prod", { token });
  expect(status).toBe(200);
  return json.rules.map(
    ({ rule, verdict, says }: Readonly<Record<string, string>>) => `${rule} ${verdict}: ${says}`,
  );
};
const SHUT =
  'window refused: prod-eu: a sync window of Argo CD is in the way (deny window "* * * * *" for 1h): wait until it lets syncs through, or ask whoever keeps the windows of the project';

test("over the API, each rule is told once, with what it says to whoever asks", async () => {
  const alice = await rulesFor("alice");
  expect(alice.map((line) => /^(.*) (?:passed|refused|waits|not asked): /.exec(line)?.[1])).toEqual([
    ...PEOPLE_RULES,
    ...PLACE_RULES,
  ]);
  expect(alice).toEqual(
    expect.arrayContaining([
      "team passed: alice is in acme/release",
      "approvals waits: 0 of 1 by others",
      "chat channel passed: it does not come from chat",
      SHUT,
    ]),
  );
  expect(await rulesFor("dave")).toEqual(
    expect.arrayContaining([
      "permission refused: dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
      "team refused: dave is not in acme/release, which prod asks for: ask its maintainers",
      SHUT,
    ]),
  );
});

test("a cluster that does not answer hides nothing of the rest", async () => {
  world.argo.inject({
    operation: "applications/get",
    fault: { kind: "status", status: 503, message: "down" },
  });
  const lines = await rulesFor("alice");
  world.argo.clearFaults();
  expect(lines).toContain("lock passed: none");
  for (const rule of ["window", "operation", "auto-sync", "drift"])
    expect(lines.find((line) => line.startsWith(`${rule} `))).toMatch(/ not asked: prod-eu does not tell: /);
});

test("the page shows the same to whoever has signed in", async () => {
  const browser = await signIn(world.url, "dave");
  const body = await (await browser.get("/configs/my-app/prod/why")).text();
  expect(body).toContain("dave is not in acme/release");
  for (const rule of [...PEOPLE_RULES, ...PLACE_RULES]) expect(body).toContain(`<dt>${rule}</dt>`);
});
