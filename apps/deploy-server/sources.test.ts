import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { talkIn, type Talk } from "./testing/talk.ts";
import { CHARTS, RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  // The chart is in one repository, and settings of all applications in another.
  world = await startTestWorld({
    charts: { "common/limits.yaml": "limits: small\n", "common-2/limits.yaml": "near miss\n" },
    sources: (urlOf) => ({
      sources: [
        {
          repoURL: urlOf(RELEASES),
          path: "apps/my-app/prod",
          targetRevision: "main",
          helm: { valueFiles: ["values.yaml", "$charts/common/limits.yaml"] },
        },
        { repoURL: urlOf(CHARTS), ref: "charts", targetRevision: "main" },
      ],
    }),
  });
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

const COMMAND = "/deploy my-app main to prod";
const tip = async (repository = RELEASES): Promise<string> => (await world.github.tip(repository)) ?? "";
const contentOf = (path: string): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);
const syncs = () => world.argo.requests.filter(({ operation }) => operation === "applications/sync");
const press = (user: SlackUser, message: SlackMessage, actionId: string) =>
  world.slack.click(user.id, message, { actionId });
const waiting = (command = COMMAND): Promise<SlackMessage> =>
  talk.newMessage(world.alice, command, "waits for your word");

describe("an application of several sources", () => {
  test("another's change in a template and in a second source are both shown, neither of them in values.yaml", async () => {
    await talk.newBuild("sources");
    const template = await contentOf("apps/my-app/prod/templates/deployment.yaml");
    const inChart = await world.commit(
      RELEASES,
      { "apps/my-app/prod/templates/deployment.yaml": template.replace("name: app", "name: web") },
      "carol",
    );
    const inSource = await world.commit(CHARTS, { "common/limits.yaml": "limits: large\n" }, "dave");
    await world.commit(CHARTS, { "common-2/limits.yaml": "another near miss\n" }, "erin");
    const shown = await waiting();
    const words = wordsOf(shown);
    expect(words).toContain("⚠ This sync also ships 2 changes that are not yours:");
    expect(words).toContain(
      `carol: Change apps/my-app/prod/templates/deployment.yaml (${inChart.slice(0, 7)}, apps/my-app/prod/templates/deployment.yaml)`,
    );
    expect(words).toContain(`dave: Change common/limits.yaml (${inSource.slice(0, 7)}, common/limits.yaml)`);
    expect(words).not.toContain("erin");
  });

  test("is synced with a revision for each, ours where the commit is", async () => {
    const { argo, slack, alice } = world;
    const shown = slack
      .messages("deploys", alice.id)
      .findLast((one) => one.text.includes("waits for your word"));
    if (shown === undefined) throw new Error("nothing waits");
    const [charts, before] = [await tip(CHARTS), syncs().length];
    await press(alice, shown, "ship");
    await talk.live(shown);
    const [sync, ...more] = syncs().slice(before);
    expect(more).toEqual([]);
    expect(JSON.parse(sync?.body ?? "{}")).toMatchObject({
      revisions: [await tip(), charts],
      sourcePositions: [1, 2],
    });
    expect(argo.application("my-app-prod").status.operationState?.syncResult?.revisions).toEqual([
      await tip(),
      charts,
    ]);
  });
});

describe("a commit by its id", () => {
  test("is deployed as the branch that has it, default or not", async () => {
    const { github, alice } = world;
    await github.createBranch(SOURCE, "release/2");
    const built = await world.build("release/2");
    const shown = await talk.newMessage(
      alice,
      `/deploy my-app ${built.sha.slice(0, 10)} to prod`,
      "waits for",
    );
    // Both branches have it, and both have built it: the default one counts.
    expect(wordsOf(shown)).toContain(`main-${built.sha.slice(0, 7)}`);
    await press(alice, shown, "cancel");
    const token = github.createToken({
      actor: "alice",
      kind: "pat",
      repositories: [SOURCE],
      permissions: { contents: "write" },
    });
    const written = await fetch(`${github.apiUrl}/repos/${SOURCE}/contents/two.txt`, {
      method: "PUT",
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ message: "Two", content: "aGk=", branch: "release/2" }),
    });
    expect(written.status).toBe(201);
    const own = await world.build("release/2");
    const second = await talk.newMessage(alice, `/deploy my-app ${own.sha} to prod`, "waits for");
    expect(wordsOf(second)).toContain(`release-2-${own.sha.slice(0, 7)}`);
    await press(alice, second, "cancel");
  });

  test("of a fork, which GitHub shows here as well, is on no branch", async () => {
    const { github, alice } = world;
    await github.forkRepository(SOURCE, "mona");
    const token = github.createToken({
      actor: "mona",
      kind: "pat",
      repositories: ["mona/my-app"],
      permissions: { contents: "write" },
    });
    const written = await fetch(`${github.apiUrl}/repos/mona/my-app/contents/evil.txt`, {
      method: "PUT",
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ message: "Evil", content: "aGk=", branch: "main" }),
    });
    const { commit } = (await written.json()) as { readonly commit: { readonly sha: string } };
    await github.openPullRequest(SOURCE, { head: "mona:main", base: "main", title: "Evil", by: "mona" });
    const { sha } = commit;
    const refused = await talk.newMessage(alice, `/deploy my-app ${sha} to prod`, ": rejected: ");
    expect(refused.text).toBe(
      `my-app → prod: rejected: commit ${sha.slice(0, 7)} of acme/my-app is on none of the branches that it was built on, nor on main: push it to a branch, and name that`,
    );
    const pull = await talk.newMessage(alice, "/deploy my-app #1 to prod", ": rejected: ");
    expect(pull.text).toBe(
      "my-app → prod: rejected: pull request #1 comes from a fork, whose code nobody here has let in: push its branch to acme/my-app first",
    );
  });
});
