import type { GitHubAccount, WorkflowJob } from "./request.ts";

/** What GitHub lets somebody do with a repository, from little to much. */
export const PERMISSIONS = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a chat says of somebody; only members may ask for anything. Unknown: it leaves out whether they are one. */
export type ChatIdentity = "member" | "guest" | "stranger" | "bot" | "deactivated" | "unknown";

/** Who may deploy to a channel, as db/server.yaml says it. */
export interface PeopleRules {
  /** `org/team`; one of them is enough. None: no team is asked for. */
  readonly teams: readonly string[];
  readonly permission: Permission;
  readonly approvals: number;
  /** Ids of the chat's channels; none: any. */
  readonly chatChannels: readonly string[];
  /** Workflows that may ask without a person: `acme/my-app/.github/workflows/deploy.yml@refs/heads/main`. */
  readonly workflows?: readonly string[];
}

/** What was found out of somebody who asks. Undefined: it could not be found out, and then it does not hold. */
export interface RequesterFacts {
  readonly channel: string;
  /** The repository whose permission counts: the artifact's, or the config's. */
  readonly repository: string;
  /** Undefined where the request does not come from a chat. */
  readonly chat?: { readonly identity: ChatIdentity; readonly channel: string } | undefined;
  /** The job that asks; undefined where a person does. */
  readonly job?: WorkflowJob | undefined;
  /** Undefined where no account is linked. */
  readonly account?: GitHubAccount | undefined;
  readonly permission?: Permission | undefined;
  /** The teams of the rules that they are an active member of; undefined where GitHub did not say. */
  readonly teams?: readonly string[] | undefined;
  /** Who approved, the requester not among them. */
  readonly approvers: readonly GitHubAccount[];
}

export type RuleName =
  "workflow" | "identity" | "account" | "permission" | "team" | "chat channel" | "approvals";

/** What one rule says, and why. */
export interface RuleVerdict<Rule extends string = RuleName> {
  readonly rule: Rule;
  /** `waits`: not yet, and nobody has to ask anew. `not asked`: another rule refuses first, or there is nothing to ask of yet. */
  readonly verdict: "passed" | "refused" | "waits" | "not asked";
  /** A sentence without a full stop; of what is refused, with the next step. */
  readonly says: string;
}

/** Of somebody who approved something, and may not any more. */
export interface LostApproval {
  readonly login: string;
  /** As the rule says it that refuses them now. */
  readonly says: string;
}

/** Why what was asked for is not done, after people have agreed to it; undefined where all rules hold still. */
export function unmet(
  verdicts: readonly RuleVerdict[],
  lost: readonly LostApproval[],
): { readonly code: string; readonly message: string } | undefined {
  const refused = refusal(verdicts);
  if (refused !== undefined) return { code: refused.rule, message: refused.says };
  const waits = verdicts.find(({ verdict }) => verdict === "waits");
  if (waits === undefined) return undefined;
  const { rule, says } = waits;
  const who = lost.map((one) => `${one.login} approved it, and may not any more: ${one.says}`).join("; ");
  const why = who === "" ? "" : `${who}. `;
  return {
    code: rule,
    message: `${why}The cluster was not asked to sync, with ${says}: ask again for new ${rule}`,
  };
}

/** All rules with their verdicts, in the order in which they are asked: what `why` shows. */
export function judgeRequester(rules: PeopleRules, facts: RequesterFacts): readonly RuleVerdict[] {
  const { job } = facts;
  if (job !== undefined) {
    return [workflowVerdict(rules, job, facts), approvalsVerdict(rules, facts)];
  }
  return [
    identityVerdict(facts),
    accountVerdict(facts),
    permissionVerdict(rules, facts),
    teamVerdict(rules, facts),
    chatChannelVerdict(rules, facts),
    approvalsVerdict(rules, facts),
  ];
}

/** The first that refuses; undefined where all pass or wait. */
export function refusal(verdicts: readonly RuleVerdict[]): RuleVerdict | undefined {
  return verdicts.find(({ verdict }) => verdict === "refused");
}

const MARKS = { passed: "✓", refused: "✗", waits: "…", "not asked": "–" } as const;

/** A line for each rule: `✗ team: …`. */
export function whyText(verdicts: readonly RuleVerdict<string>[]): string {
  return verdicts.map(({ rule, verdict, says }) => `${MARKS[verdict]} ${rule}: ${says}`).join("\n");
}

const REFUSED_IDENTITIES: Readonly<Record<Exclude<ChatIdentity, "member">, string>> = {
  guest: "guests of the workspace cannot deploy: ask a member to",
  stranger: "people of another workspace cannot deploy: ask a member of this one to",
  bot: "bots cannot deploy from chat: use the API with a token of its own",
  deactivated: "the chat account is deactivated: ask the workspace's admins",
  unknown: "the chat does not say whether this is a member or a guest: ask another member to",
};

function identityVerdict({ chat }: RequesterFacts): RuleVerdict {
  if (chat === undefined) return passed("identity", "it does not come from chat");
  if (chat.identity === "member") return passed("identity", "a member of the workspace");
  return refused("identity", REFUSED_IDENTITIES[chat.identity]);
}

/** Of these, the rule before says why. */
const NO_ACCOUNT = "no account is known to ask it of";

function accountVerdict({ account, chat }: RequesterFacts): RuleVerdict {
  if (account === undefined && chat !== undefined && chat.identity !== "member") {
    return notAsked("account", "only members have one linked");
  }
  return account === undefined
    ? refused("account", "no GitHub account is linked: run /deploy link, and sign in to GitHub")
    : passed("account", `${account.login} on GitHub`);
}

/**
 * A workflow stands for nobody: it may what db/server.yaml says of it, for what is built where it runs. A workflow that
 * others may call does what they tell it, and anybody who may push a branch can write one that calls it: the one that the
 * run began with must be listed, too.
 */
function workflowVerdict(
  { workflows = [] }: PeopleRules,
  { workflow, caller, repository: runsIn }: WorkflowJob,
  { channel, repository }: RequesterFacts,
): RuleVerdict {
  if (!workflows.includes(workflow)) {
    return refused(
      "workflow",
      `${workflow} may not deploy to ${channel}: add it to people.${channel}.workflows in db/server.yaml`,
    );
  }
  if (caller === undefined || !workflows.includes(caller)) {
    return refused(
      "workflow",
      `${workflow} was called by ${caller ?? "a workflow that its token does not name"}, which may not deploy to ${channel}: add the caller to people.${channel}.workflows in db/server.yaml, too`,
    );
  }
  if (runsIn.toLowerCase() !== repository.toLowerCase()) {
    return refused(
      "workflow",
      `the job runs in ${runsIn}, and what it deploys is built in ${repository}: run it there`,
    );
  }
  return passed("workflow", `${workflow} may deploy to ${channel}`);
}

function permissionVerdict({ permission: needed }: PeopleRules, facts: RequesterFacts): RuleVerdict {
  const { permission, repository, channel } = facts;
  const name = nameOf(facts);
  if (facts.account === undefined) return notAsked("permission", NO_ACCOUNT);
  if (permission === undefined) {
    return refused("permission", `GitHub did not say what ${name} may do in ${repository}: try again`);
  }
  if (PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf(needed)) {
    return passed(
      "permission",
      `${name} has ${permission} in ${repository}, and ${channel} asks for ${needed}`,
    );
  }
  const next = `ask an admin of ${repository} for it`;
  return refused(
    "permission",
    `${name} has ${permission} in ${repository}, but ${channel} asks for ${needed}: ${next}`,
  );
}

function teamVerdict({ teams: needed }: PeopleRules, facts: RequesterFacts): RuleVerdict {
  const { teams, channel } = facts;
  const name = nameOf(facts);
  if (needed.length === 0) return passed("team", `${channel} asks for none`);
  if (facts.account === undefined) return notAsked("team", NO_ACCOUNT);
  if (teams === undefined) {
    return refused("team", `GitHub did not say whether ${name} is in ${listed(needed)}: try again`);
  }
  const shared = needed.find((team) => teams.includes(team));
  return shared === undefined
    ? refused("team", `${name} is not in ${listed(needed)}, which ${channel} asks for: ask its maintainers`)
    : passed("team", `${name} is in ${shared}`);
}

function chatChannelVerdict({ chatChannels }: PeopleRules, { chat, channel }: RequesterFacts): RuleVerdict {
  if (chat === undefined) return passed("chat channel", "it does not come from chat");
  if (chatChannels.length === 0) return passed("chat channel", `${channel} asks for none`);
  return chatChannels.includes(chat.channel)
    ? passed("chat channel", "this one is allowed")
    : refused(
        "chat channel",
        `${channel} is deployed from ${chatChannels.map((id) => `<#${id}>`).join(" or ")} alone: ask there`,
      );
}

function approvalsVerdict(
  { approvals }: PeopleRules,
  { approvers, account, channel }: RequesterFacts,
): RuleVerdict {
  if (approvals === 0) return passed("approvals", `${channel} asks for none`);
  const others = new Map(approvers.filter(({ id }) => id !== account?.id).map((one) => [one.id, one.login]));
  const names = others.size === 0 ? "" : `: ${[...others.values()].join(", ")}`;
  const says = `${others.size} of ${approvals} by others${names}`;
  return others.size >= approvals ? passed("approvals", says) : { rule: "approvals", verdict: "waits", says };
}

function nameOf({ account }: RequesterFacts): string {
  return account?.login ?? "the requester";
}

function listed(teams: readonly string[]): string {
  return teams.join(" or ");
}

function passed(rule: RuleName, says: string): RuleVerdict {
  return { rule, verdict: "passed", says };
}

function notAsked(rule: RuleName, says: string): RuleVerdict {
  return { rule, verdict: "not asked", says };
}

function refused(rule: RuleName, says: string): RuleVerdict {
  return { rule, verdict: "refused", says };
}
