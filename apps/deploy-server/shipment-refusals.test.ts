import { describe, expect, test } from "@jest/globals";
import { linkAccount } from "../../lib/store/accounts.ts";
import { accountOf, head, onBranch, refused, runOf, world } from "./testing/refusals-testing.ts";
import { RELEASES, SOURCE, wordsOf } from "./testing/world.ts";

describe("who may not", () => {
  test("somebody who is not linked", async () => {
    const nina = world.slack.addUser({ name: "nina" });
    expect(await refused(nina, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: no GitHub account is linked: run /deploy link, and sign in to GitHub",
    );
  });

  test("a guest", async () => {
    expect(await refused(world.guest, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: guests of the workspace cannot deploy: ask a member to",
    );
  });

  test("somebody of another workspace, in a channel that both share, whatever their own team says", async () => {
    const { slack, alice, store } = world;
    const sam = slack.addUser({ name: "sam", kind: "stranger" });
    slack.addChannel({ name: "shared", members: [alice.id, sam.id], isShared: true });
    // Linked under their own team, to an account that may.
    await linkAccount(store.db, { team: sam.teamId, user: sam.id }, await accountOf("alice"));
    const says = "people of another workspace cannot deploy: ask a member of this one to";
    expect(await refused(sam, "/deploy my-app main to prod")).toBe(`my-app → prod: rejected: ${says}`);

    await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
    const card = await world.says("waits for your word");
    const before = await world.github.tip(RELEASES);
    // Slack's payload of a click has the team of whoever clicks.
    await slack.click(sam.id, card, { actionId: "ship" });
    expect(slack.deliveries.at(-1)?.payload).toMatchObject({ user: { id: sam.id, team_id: sam.teamId } });
    await slack.waitFor(
      ({ onlyFor, text }) => onlyFor === sam.id && text === `Nothing has changed: ${says}.`,
      `sam is told that nothing has changed: ${says}`,
    );
    expect(await world.github.tip(RELEASES)).toBe(before);
    await slack.click(alice.id, card, { actionId: "cancel" });
    await slack.waitFor(
      ({ ts, text }) => ts === card.ts && text.includes("alice cancelled it"),
      'a message says "alice cancelled it"',
    );
  });

  test("somebody who may only read", async () => {
    expect(await refused(world.dave, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
    );
  });

  test("somebody outside of the team", async () => {
    expect(await refused(world.bob, "/deploy my-app main to prod")).toBe(
      "my-app → prod: rejected: erin is not in acme/release, which prod asks for: ask its maintainers",
    );
  });

  test("anybody from another channel of the chat", async () => {
    expect(await refused(world.alice, "/deploy my-app main to prod", "random")).toBe(
      `my-app → prod: rejected: prod is deployed from &lt;#${world.deploys.id}&gt; alone: ask there`,
    );
  });
});

describe("what cannot be", () => {
  test.each([
    [
      "/deploy my-ap main to prod",
      "Nothing was deployed: there is no app my-ap; did you mean my-app? Known are my-app.",
    ],
    [
      "/deploy my-app main to prd",
      "Nothing was deployed: there is no channel prd; did you mean prod? Known are prod (of my-app/prd).",
    ],
    [
      "/deploy my-app main",
      "Nothing was deployed: it does not say to which channel, and no channel is ever a default: write /deploy &lt;app&gt; &lt;branch|#pull request|commit&gt; to &lt;channel&gt;.",
    ],
    [
      "/deploy my-app",
      "Nothing was deployed: my-app alone says neither what to deploy nor where: write /deploy &lt;app&gt; &lt;branch|#pull request|commit&gt; to &lt;channel&gt;.",
    ],
    [
      "/deploy my-app mian to prod",
      "my-app → prod: rejected: there is no branch mian in acme/my-app: push it, or name another",
    ],
    [
      "/deploy my-app #404 to prod",
      "my-app → prod: rejected: there is no pull request #404 in acme/my-app: check the number",
    ],
    [
      "/deploy my-app 1234567 to prod",
      "my-app → prod: rejected: there is no commit 1234567 in acme/my-app: check it",
    ],
    [
      "/deploy my-app https://github.com/acme/other/pull/1 to prod",
      "my-app → prod: rejected: pull request #1 is of acme/other, and this app is built from acme/my-app: name one of acme/my-app",
    ],
  ])("%s", async (command, message) => {
    expect(await refused(world.alice, command)).toBe(message);
  });

  test("a closed pull request", async () => {
    const { github, alice } = world;
    await github.createBranch(SOURCE, "closed");
    await onBranch("closed", "closed.txt");
    const { number } = await github.openPullRequest(SOURCE, {
      title: "Closed",
      head: "closed",
      base: "main",
      by: "alice",
    });
    await github.closePullRequest(SOURCE, number);
    expect(await refused(alice, `/deploy my-app #${number} to prod`)).toBe(
      `my-app → prod: rejected: pull request #${number} of acme/my-app is closed: reopen it, or name a branch`,
    );
  });

  test("what was never built", async () => {
    await world.github.createBranch(SOURCE, "unbuilt");
    const sha = await onBranch("unbuilt", "unbuilt.txt");
    expect(await refused(world.alice, "/deploy my-app unbuilt to prod")).toBe(
      `my-app → prod: rejected: nothing was built of ${sha.slice(0, 7)} of acme/my-app: there is neither a workflow run nor a status, and no image ${world.registry.host}/acme/my-app:unbuilt-${sha.slice(0, 7)}`,
    );
  });

  test("a red build", async () => {
    await world.github.createBranch(SOURCE, "red");
    const sha = await onBranch("red", "red.txt");
    runOf("red", sha, "failure");
    expect(await refused(world.alice, "/deploy my-app red to prod")).toBe(
      `my-app → prod: rejected: the build of ${sha.slice(0, 7)} of acme/my-app failed (Build: failure): mend it, push, and ask again`,
    );
  });

  test("a build that runs for more than half an hour", async () => {
    const { github, alice, clock, slack } = world;
    await github.createBranch(SOURCE, "slow");
    const sha = await onBranch("slow", "slow.txt");
    const id = runOf("slow", sha);
    await slack.type(alice.id, "deploys", "/deploy my-app slow to prod");
    const waiting = await world.says(`for ${sha.slice(0, 7)} of acme/my-app: waiting for up to 30 minutes`);
    clock.advance(30 * 60_000);
    // Its webhook makes the server look again.
    github.runs.update(id, { status: "in_progress" });
    await slack.waitFor(
      ({ ts, text }) => ts === waiting.ts && text.includes("after 30 minutes: ask again"),
      'a message says "after 30 minutes: ask again"',
    );
  });

  test("a branch that is named like a commit", async () => {
    await world.github.createBranch(SOURCE, "abcdef1");
    expect(await refused(world.alice, "/deploy my-app abcdef1 to prod")).toContain(
      "abcdef1 names a branch or a tag of acme/my-app, and no commit: write refs/heads/abcdef1 for the branch",
    );
  });

  test("an image that is gone", async () => {
    await world.github.createBranch(SOURCE, "gone");
    const sha = await onBranch("gone", "gone.txt");
    runOf("gone", sha, "success");
    expect(await refused(world.alice, "/deploy my-app gone to prod")).toBe(
      `my-app → prod: rejected: ${world.registry.host}/acme/my-app:gone-${sha.slice(0, 7)} is not in its registry, although the build of ${sha.slice(0, 7)} of acme/my-app is green: run the build again`,
    );
  });

  test("a tag that another build has taken", async () => {
    await world.github.createBranch(SOURCE, "taken");
    const sha = await onBranch("taken", "taken.txt");
    runOf("taken", sha, "success");
    world.registry.push("acme/my-app", `taken-${sha.slice(0, 7)}`, {
      labels: { "org.opencontainers.image.revision": "f".repeat(40) },
    });
    expect(await refused(world.alice, "/deploy my-app taken to prod")).toBe(
      `my-app → prod: rejected: ${world.registry.host}/acme/my-app:taken-${sha.slice(0, 7)} was built from ${"f".repeat(40)}, not from ${sha}: two builds share this tag, and the other one pushed last. Build ${sha.slice(0, 7)} again, or put {sha} into the image's template`,
    );
  });

  test("a branch whose name is an attack is shown as text, and nobody is called", async () => {
    await refused(world.alice, "/deploy my-app <!channel><script>alert(1)</script> to prod");
    const message = world.slack.messages("deploys", world.alice.id).at(-1);
    const shown = wordsOf(message ?? { text: "", blocks: [] });
    expect(shown).toContain("&lt;!channel&gt;&lt;script&gt;");
    expect(shown).not.toMatch(/<!channel>|<script>/);
  });
});

test("what was refused above could have been shipped", async () => {
  const { slack, alice } = world;
  const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
  await slack.type(alice.id, "deploys", "/deploy my-app main to prod");
  const asked = await slack.waitFor(
    (one) => !known.has(one.ts) && one.text.includes("waits for your word"),
    'a message says "waits for your word"',
  );
  expect(wordsOf(asked)).toContain(`main-${head.slice(0, 7)}`);
});
