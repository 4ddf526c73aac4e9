import { describe, expect, test } from "@jest/globals";
import { judgeRequester, refusal, whyText, type PeopleRules, type RequesterFacts } from "./permission.ts";

const RULES: PeopleRules = {
  teams: ["acme/release", "acme/sre"],
  permission: "write",
  approvals: 1,
  chatChannels: ["C0PROD", "C0OPS"],
};
const ALICE = { id: 1, login: "alice" };
const FACTS: RequesterFacts = {
  channel: "prod",
  repository: "acme/my-app",
  chat: { identity: "member", channel: "C0OPS" },
  account: ALICE,
  permission: "maintain",
  teams: ["acme/sre"],
  approvers: [{ id: 2, login: "bob" }],
};
const judge = (facts: Partial<RequesterFacts>, rules: Partial<PeopleRules> = {}) =>
  judgeRequester({ ...RULES, ...rules }, { ...FACTS, ...facts });

test("whoever fits every rule may deploy, and why shows each", () => {
  expect(refusal(judge({}))).toBeUndefined();
  expect(whyText(judge({}))).toBe(
    [
      "✓ identity: a member of the workspace",
      "✓ account: alice on GitHub",
      "✓ permission: alice has maintain in acme/my-app, and prod asks for write",
      "✓ team: alice is in acme/sre",
      "✓ chat channel: this one is allowed",
      "✓ approvals: 1 of 1 by others: bob",
    ].join("\n"),
  );
});

describe("refused", () => {
  test.each<[string, Partial<RequesterFacts>, string]>([
    [
      "a guest",
      { chat: { identity: "guest", channel: "C0OPS" } },
      "guests of the workspace cannot deploy: ask a member to",
    ],
    [
      "a stranger",
      { chat: { identity: "stranger", channel: "C0OPS" } },
      "people of another workspace cannot deploy: ask a member of this one to",
    ],
    [
      "a bot",
      { chat: { identity: "bot", channel: "C0OPS" } },
      "bots cannot deploy from chat: use the API with a token of its own",
    ],
    [
      "somebody who left",
      { chat: { identity: "deactivated", channel: "C0OPS" } },
      "the chat account is deactivated: ask the workspace's admins",
    ],
    [
      "somebody without an account",
      { account: undefined },
      "no GitHub account is linked: run /deploy link, and sign in to GitHub",
    ],
    [
      "too little permission",
      { permission: "triage" },
      "alice has triage in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
    ],
    [
      "no permission",
      { permission: "none" },
      "alice has none in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
    ],
    [
      "unknown permission",
      { permission: undefined },
      "GitHub did not say what alice may do in acme/my-app: try again",
    ],
    [
      "the wrong team",
      { teams: ["acme/release-2"] },
      "alice is not in acme/release or acme/sre, which prod asks for: ask its maintainers",
    ],
    [
      "unknown teams",
      { teams: undefined },
      "GitHub did not say whether alice is in acme/release or acme/sre: try again",
    ],
    [
      "the wrong chat channel",
      { chat: { identity: "member", channel: "C0DEV" } },
      "prod is deployed from <#C0PROD> or <#C0OPS> alone: ask there",
    ],
  ])("%s", (_who, facts, says) => {
    expect(refusal(judge(facts))).toMatchObject({ verdict: "refused", says });
  });
});

test("what nobody can be asked of is not asked, and says so, below the rule that refuses", () => {
  expect(
    whyText(judge({ account: undefined, permission: undefined, teams: undefined }))
      .split("\n")
      .slice(0, 4),
  ).toEqual([
    "✓ identity: a member of the workspace",
    "✗ account: no GitHub account is linked: run /deploy link, and sign in to GitHub",
    "– permission: no account is known to ask it of",
    "– team: no account is known to ask it of",
  ]);
  const guest = judge({ chat: { identity: "guest", channel: "C0OPS" }, account: undefined });
  expect(whyText(guest).split("\n").slice(0, 2)).toEqual([
    "✗ identity: guests of the workspace cannot deploy: ask a member to",
    "– account: only members have one linked",
  ]);
  expect(refusal(guest)?.rule).toBe("identity");
});

describe("approvals", () => {
  test.each([
    ["nobody", [], "0 of 2 by others"],
    ["the requester", [ALICE], "0 of 2 by others"],
    [
      "one twice",
      [
        { id: 2, login: "bob" },
        { id: 2, login: "bob-renamed" },
      ],
      "1 of 2 by others: bob-renamed",
    ],
  ])("by %s are waited for", (_who, approvers, says) => {
    const verdicts = judge({ approvers }, { approvals: 2 });
    expect(refusal(verdicts)).toBeUndefined();
    expect(verdicts.at(-1)).toEqual({ rule: "approvals", verdict: "waits", says });
  });
});

test("a channel without rules asks for little, and a page for no chat channel", () => {
  const open = judge(
    { teams: undefined, approvers: [], chat: undefined },
    { teams: [], approvals: 0, chatChannels: [] },
  );
  expect(open.map(({ verdict }) => verdict)).toEqual(Array(6).fill("passed"));
  expect(refusal(judge({ chat: undefined }))).toBeUndefined();
});

describe("a job", () => {
  const workflow = "acme/my-app/.github/workflows/deploy.yml@refs/heads/main";
  const caller = "acme/my-app/.github/workflows/release.yml@refs/heads/main";
  const job = { workflow, caller: workflow, repository: "Acme/My-App" };
  const judgeJob = (one: RequesterFacts["job"], workflows: readonly string[]) =>
    refusal(judge({ job: one }, { workflows, approvals: 0 }))?.says;

  test("may what its workflow may, and where that was called, what the caller may as well", () => {
    expect(judgeJob(job, [caller, workflow])).toBeUndefined();
    expect(judgeJob({ ...job, caller }, [workflow, caller])).toBeUndefined();
  });

  const mine = "acme/my-app/.github/workflows/release.yml@refs/heads/mine";
  test.each<[string, RequesterFacts["job"], readonly string[], string]>([
    [
      "no list",
      job,
      [],
      `${workflow} may not deploy to prod: add it to people.prod.workflows in db/server.yaml`,
    ],
    [
      "a list of its caller alone",
      { ...job, caller },
      [caller],
      `${workflow} may not deploy to prod: add it`,
    ],
    [
      "a caller of another branch",
      { ...job, caller: mine },
      [workflow, caller],
      `${workflow} was called by ${mine}, which may not deploy to prod: add the caller to people.prod.workflows in db/server.yaml, too`,
    ],
    [
      "a caller that nobody knows",
      { ...job, caller: undefined },
      [workflow, caller],
      `${workflow} was called by a workflow that its token does not name, which may not deploy to prod`,
    ],
    [
      "another repository",
      { ...job, repository: "acme/my-app-2" },
      [workflow],
      "the job runs in acme/my-app-2, and what it deploys is built in acme/my-app: run it there",
    ],
  ])("is refused by %s", (_why, one, workflows, says) => {
    expect(judgeJob(one, workflows)).toContain(says);
  });
});
