import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { signIn, type SignedIn } from "./testing/sign-in.ts";
import { soak } from "./testing/soak.ts";
import { talkIn } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What runs is adopted by the button of a page, where another person has to approve it. */

let world: TestWorld;
let alice: SignedIn;
let bob: SignedIn;
let built: Awaited<ReturnType<TestWorld["build"]>>;
beforeAll(async () => {
  world = await startTestWorld({
    config: "people: { prod: { teams: [acme/release], permission: write, approvals: 1 } }",
  });
  for (const login of ["alice", "bob"]) world.github.setPermission(RELEASES, login, "read");
  [alice, bob] = [await signIn(world.url, "alice"), await signIn(world.url, "bob")];
  const { argo } = world;
  await world.link(world.alice, "alice");
  await talkIn(world).newBuild("by hand");
  built = await world.build();
  // As `kubectl set image`: of the Deployment's only container.
  argo.editLive("my-app-prod", "Deployment", (manifest) =>
    JSON.parse(JSON.stringify(manifest).replace(/"image":"[^"]+"/, `"image":"${built.image}"`)),
  );
});
afterAll(() => world.stop());

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const tip = () => world.github.tip(RELEASES);
const syncs = () => world.argo.requests.filter(({ operation }) => operation === "applications/sync").length;

/** The page of a request as soon as it says this. */
const until = (path: string, says: string): Promise<string> =>
  eventually(
    async () => {
      const text = await (await alice.get(path)).text();
      return text.includes(says) ? text : undefined;
    },
    () => `${path} never says "${says}"`,
  );
const decide = async (by: SignedIn, path: string, decision: string, page: string): Promise<Response> => {
  const [, preview = ""] = /name="preview" value="([0-9a-f]{32})"/.exec(page) ?? [];
  return by.send(`${path}/decisions`, { decision, preview });
};

test("the button shows what runs, and nothing is written before another person has approved it", async () => {
  expect(await (await alice.get("/configs/my-app/prod")).text()).toContain(
    'action="/configs/my-app/prod/adopt"',
  );
  const [before, asked] = [await tip(), syncs()];
  const answer = await alice.send("/configs/my-app/prod/adopt", {});
  expect(answer.status).toBe(303);
  const path = answer.headers.get("location") ?? "";
  const tag = `main-${built.sha.slice(0, 7)}`;
  const shown = await until(path, "Waits for your word.");
  expect(shown).toContain(`image.tag: main-0000000 → ${tag}`);
  expect(shown).toContain(`Prod-eu really runs ${tag}, and the ledger says`);
  expect((await decide(alice, path, "ship", shown)).status).toBe(303);
  const open = await until(path, "Waits for another person&#39;s approval.");
  const own = await decide(alice, path, "approve", open);
  expect([own.status, await own.text()]).toEqual([
    409,
    expect.stringContaining("alice asked for this, so that another person has to approve it"),
  ]);
  expect(await tip()).toBe(before);
  expect((await decide(bob, path, "approve", open)).status).toBe(303);
  await soak(world, path.replace("/requests/", ""));
  await until(path, "Adopted in");
  expect(JSON.parse(await git("show", "main:db/db.json")).releases).toMatchObject([
    { image: built.image, digest: built.digest, released_by: "alice", pinned: { until_resume: true } },
  ]);
  expect(await git("show", "main:apps/my-app/prod/values.yaml")).toContain(`tag: "${tag}"`);
  // What runs is what git says now.
  expect(syncs()).toBe(asked);
});
