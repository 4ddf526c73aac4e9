import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { configsNamed } from "../../lib/store/deploy-configs.ts";
import { inboxFigures } from "../../lib/store/inbox.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { pushFiles } from "./testing/push.ts";
import { CHARTS, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({
    config: `configs: { my-app: { repository: ${CHARTS} } }\npeople: { prod: { teams: [acme/release] } }`,
  });
});
afterAll(() => world.stop());

const TARGET = { config: "my-app", channel: "prod" };
const configText = (track: string): string => `version: 1
name: my-app
artifact: { repository: ${SOURCE}, container: my-app, image: "${world.registry.host}/acme/my-app:{branch}-{short-sha}" }
channels: { prod: { track: ${track}, autodeploy: [build], initial: auto } }
`;

test("a config in a repository of its own deploys the builds of its artifact's, and one beside the code does not", async () => {
  const files = (track: string) => ({ ".deploy/my-app.yaml": configText(track) });
  await pushFiles(world.github, { repository: CHARTS, files: files("main") });
  await pushFiles(world.github, { repository: SOURCE, files: files("topic") });
  await eventually(
    async () => ((await configsNamed(world.store.db, "my-app")).length === 2 ? true : undefined),
    () => "the server does not know of both files",
  );
  await world.github.createBranch(SOURCE, "topic");
  await world.build("topic");
  const built = await world.build();
  const request = await eventually(
    async () => (await listRequests(world.store.db, { target: TARGET, limit: 5 }))[0]?.request,
    () => "nothing is deployed",
  );
  expect(request).toMatchObject({
    kind: "autodeploy",
    wish: { by: "build", branch: "main", sha: built.sha, image: built.image },
  });
  await world.github.webhooksSettled();
  await eventually(
    async () => ((await inboxFigures(world.store.db)).waiting === 0 ? true : undefined),
    () => "the inbox is not empty",
  );
  expect(await listRequests(world.store.db, { target: TARGET, limit: 5 })).toHaveLength(1);
});
