import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SlackView } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { startTestWorld, wordsOf, type TestWorld } from "../testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
  await world.link(world.alice, "alice");
  await world.build();
});
afterAll(() => world.stop());

/** Types the bare command, and waits until the form has its fields. */
async function openForm(): Promise<SlackView> {
  const { slack, alice } = world;
  const known = new Set(slack.views(alice.id).map(({ id }) => id));
  expect(await slack.type(alice.id, "deploys", "/deploy")).toEqual({ kind: "acknowledged" });
  return eventually(
    () => slack.views(alice.id).find(({ id, content }) => !known.has(id) && content["submit"] !== undefined),
    () => `no form was filled: ${JSON.stringify(slack.views(alice.id))}`,
  );
}

const rows = (kind: string) =>
  world.store.db.selectFrom("inbox").selectAll().where("kind", "=", kind).execute();

test("the form opens with the acknowledgement, and offers what db/server.yaml lists", async () => {
  const view = await openForm();
  expect(view.content).toMatchObject({
    callback_id: "deploy",
    private_metadata: JSON.stringify({ channel: world.deploys.id }),
    blocks: [
      { block_id: "app", element: { type: "static_select", options: [{ value: "my-app" }] } },
      { block_id: "what", element: { type: "plain_text_input" } },
      { block_id: "channel", element: { type: "static_select", options: [{ value: "prod" }] } },
      { block_id: "why", optional: true },
    ],
  });
  expect(JSON.stringify(view.content)).not.toMatch(/initial_(?:value|option)/);
  await world.slack.closeView(view);
});

test.each([
  ["a branch that is not there", "mian", /^There is no branch mian in acme\/my-app/],
  ["a pull request that is not there", "#99", /^There is no pull request #99 in acme\/my-app/],
  ["two words", "main please", /"main please" has a space in it/],
  ["nothing", " ", /^Name a branch/],
])("%s is an error beside its field, and nothing is asked for", async (_what, what, says) => {
  const { slack, alice } = world;
  const view = await openForm();
  const before = await rows("submission");
  const outcome = await slack.submit(alice.id, view, { app: "my-app", what, channel: "prod" });
  expect(outcome).toEqual({ kind: "errors", errors: { what: expect.stringMatching(says) } });
  expect(slack.views(alice.id)).toContainEqual(expect.objectContaining({ id: view.id }));
  expect(await rows("submission")).toEqual(before);
  await slack.closeView(view);
});

test("an app and a channel that do not go together are told beside the channel", async () => {
  const view = await openForm();
  const answer = await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "view_submission",
      trigger_id: "1.2.other",
      user: { id: world.alice.id, team_id: world.slack.team.id },
      view: {
        callback_id: "deploy",
        state: {
          values: {
            app: { value: { selected_option: { value: "my-app" } } },
            what: { value: { value: "main" } },
            channel: { value: { value: "prd" } },
          },
        },
      },
    }),
  });
  expect(answer.json).toEqual({
    response_action: "errors",
    errors: { channel: "There is no channel prd; did you mean prod? Known are prod (of my-app/prd)." },
  });
  await world.slack.closeView(view);
});

test("what GitHub does not say in time is no error: it is taken, and told later", async () => {
  const { slack, alice, github, server } = world;
  const view = await openForm();
  Object.assign(server.world, { formPatienceMs: 100 });
  const gate = Promise.withResolvers<void>();
  github.inject({ operation: "*", fault: { kind: "delay", ms: 0, gate: () => gate.promise }, times: 1 });
  const outcome = await slack.submit(alice.id, view, { app: "my-app", what: "mian", channel: "prod" });
  expect(outcome).toEqual({ kind: "acknowledged" });
  Object.assign(server.world, { formPatienceMs: 600_000 });
  gate.resolve();
  const told = await world.says("there is no branch mian");
  expect(told.channel).toBe(world.deploys.id);
});

test("a form that is filled in is the command that it stands for: the same wish is the same request", async () => {
  const { slack, alice } = world;
  const view = await openForm();
  slack.failDeliveries({ double: 1 });
  const values = { app: "my-app", what: "main", channel: "prod", why: "Friday's fix" };
  expect(await slack.submit(alice.id, view, values)).toEqual({ kind: "acknowledged" });
  expect(slack.views(alice.id)).toEqual([]);
  const card = await world.says("waits for your word");
  expect(card.channel).toBe(world.deploys.id);
  expect(wordsOf(card)).toContain(`asked by <@${alice.id}>`);
  await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  await world.says("You have asked for that already");
  await slack.click(alice.id, card, { actionId: "cancel" });
  await world.says("alice cancelled it");
});

test("where the form cannot be opened, its user is told what to write instead", async () => {
  const { slack, alice } = world;
  slack.inject({ operation: "views.open", fault: { kind: "status", status: 500 }, times: 1 });
  await slack.type(alice.id, "deploys", "/deploy");
  const told = await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("could not be opened"),
    'alice is told "could not be opened"',
  );
  expect(told.text).toContain("`/deploy &lt;app&gt; ");
});

test("Slack is answered although it lets the server wait, and the form is filled when it is there", async () => {
  const { slack, alice } = world;
  const gate = Promise.withResolvers<void>();
  slack.inject({
    operation: "views.open",
    fault: { kind: "delay", ms: 0, gate: () => gate.promise },
    times: 1,
  });
  expect(await slack.type(alice.id, "deploys", "/deploy")).toEqual({ kind: "acknowledged" });
  expect(slack.views(alice.id)).toEqual([]);
  gate.resolve();
  await eventually(
    () => slack.views(alice.id).find(({ content }) => content["callback_id"] === "deploy"),
    () => "the form never opened",
  );
});
