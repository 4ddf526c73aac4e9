import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { ARGO_SECRET, CHARTS, RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({
    config: "forward: { people: true }\npeople: { prod: { permission: write } }",
  });
});
afterAll(() => world.stop());

const forwarded = () =>
  world.argo.requests
    .filter(({ operation }) => operation === "webhook")
    .map((request) => ({ ...request, after: JSON.parse(request.body).after }));

/** A commit whose push was dealt with. */
async function pushed(repository: string, path: string): Promise<string> {
  const commit = await world.commit(repository, { [path]: "by hand\n" }, "carol");
  await world.github.webhooksSettled();
  await eventually(
    async () => {
      const pushes = await world.store.db
        .selectFrom("inbox")
        .selectAll()
        .where("kind", "=", "push")
        .execute();
      const own = pushes.find(({ payload }) => JSON.stringify(payload).includes(`"after":"${commit}"`));
      return own?.state === "done" ? true : undefined;
    },
    () => `the push of ${commit} was not dealt with`,
  );
  return commit;
}

test("a person's push to the release repository is passed on where the settings say so, signed, and syncs nothing", async () => {
  const { argo } = world;
  const known = new Set(forwarded().map(({ after }) => after));
  // Pushes to other repositories are nobody's business here, whatever the settings say.
  await pushed(SOURCE, "README.md");
  await pushed(CHARTS, "README.md");
  const before = argo.application("my-app-prod").status.sync.revision;
  const theirs = await pushed(RELEASES, "apps/my-app/prod/notes.txt");
  const passed = forwarded().filter(({ after }) => !known.has(after));
  expect(passed.map(({ after, status }) => [after, status])).toEqual([[theirs, 200]]);
  const [{ body, headers } = { body: "", headers: {} }] = passed;
  expect(headers).toMatchObject({
    "x-github-event": "push",
    "x-hub-signature-256": `sha256=${createHmac("sha256", ARGO_SECRET).update(body).digest("hex")}`,
  });
  await argo.settled("my-app-prod");
  // Argo CD has looked, and nobody has asked it to sync.
  const { sync, operationState } = argo.application("my-app-prod").status;
  expect([sync.revision === before, sync.revision]).toEqual([false, theirs]);
  expect(operationState?.syncResult?.revision).toBe(before);
});
