import { peopleOf } from "../../../lib/deploys/config/server-config.ts";
import {
  judgeRequester,
  PERMISSIONS,
  refusal,
  type LostApproval,
  type Permission,
  type RequesterFacts,
  type RuleVerdict,
} from "../../../lib/deploys/permission.ts";
import type { ChatUser, DeployRequest, GitHubAccount } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryPermission } from "../../../lib/github/people/permission.ts";
import { isInTeam } from "../../../lib/github/people/team.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { linkedAccount } from "../../../lib/store/accounts.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { peoplesRepositoryOf } from "../targets/config-home.ts";
import type { World } from "../world.ts";
import { chatIdentity } from "./chat-identity.ts";

/** Somebody who wants something of a target, from a channel of the chat. */
export interface Asker {
  readonly chat: ChatUser;
  readonly chatChannel: string;
  readonly target: Target;
  /** Who approved so far. */
  readonly approvers: readonly GitHubAccount[];
}

/** What was found out of an asker, and what the rules say to it. */
export interface Judged {
  readonly account: GitHubAccount | undefined;
  readonly verdicts: readonly RuleVerdict[];
}

/** Of a request that was made before: also whose approval does not count any more, and why. */
export interface JudgedAgain extends Judged {
  readonly lost: readonly LostApproval[];
}

/**
 * Asks Slack, the store and GitHub who somebody is, and what they may; all of it anew each time, and at once: what the linked
 * account may counts for members alone.
 */
export async function judgeAsker(world: World, state: ReleaseState, asker: Asker): Promise<Judged> {
  const { chat, chatChannel, target, approvers } = asker;
  const linked = await linkedAccount(world.db, chat);
  const [identity, rights] = await step("people.ask", () =>
    Promise.all([chatIdentity(world, chat), rightsOf(world, state, { target, account: linked })]),
  );
  const account = identity === "member" ? linked : undefined;
  const facts = { ...factsOf(world, state, target), account, ...(account && rights) };
  const verdicts = judgeRequester(peopleOf(state.config, target.channel), {
    ...facts,
    chat: { identity, channel: chatChannel },
    approvers,
  });
  return { account, verdicts };
}

/** An account, and the target of which something is asked. */
interface OfTarget {
  readonly target: Target;
  readonly account: GitHubAccount | undefined;
}

/** What GitHub says that an account may; nothing of none. */
async function rightsOf(
  world: World,
  state: ReleaseState,
  { target, account }: OfTarget,
): Promise<Pick<RequesterFacts, "permission" | "teams">> {
  if (account === undefined) return {};
  const name = peoplesRepositoryOf(state, target, world.settings.releases.repository);
  const repository = await step("people.repository", () => world.github.at(name));
  const { teams: asked } = peopleOf(state.config, target.channel);
  const [permission, teams] = await step("people.read rights", () =>
    Promise.all([permissionOf(repository, account), teamsOf(repository, asked, account)]),
  );
  return { permission, teams };
}

function factsOf(world: World, state: ReleaseState, target: Target) {
  const name = peoplesRepositoryOf(state, target, world.settings.releases.repository);
  return { channel: target.channel, repository: fullName(name) };
}

/** What the rules say to an account, whose rights GitHub is asked for; what a job may, whoever has started it does not say. */
async function judgeAccount(
  world: World,
  state: ReleaseState,
  { target, account, ...more }: OfTarget & Pick<RequesterFacts, "approvers" | "job">,
): Promise<readonly RuleVerdict[]> {
  const rights = more.job === undefined ? await rightsOf(world, state, { target, account }) : {};
  const facts = { ...factsOf(world, state, target), account, ...rights, ...more };
  return judgeRequester(peopleOf(state.config, target.channel), facts);
}

/** The same of somebody whom GitHub knows, and who does not come from a chat, or of a job. */
export async function judgePerson(
  world: World,
  state: ReleaseState,
  person: OfTarget & Pick<RequesterFacts, "approvers" | "job">,
): Promise<Judged> {
  return { account: person.account, verdicts: await judgeAccount(world, state, person) };
}

/** The same of whoever made a request. */
export async function judgeAgain(
  world: World,
  state: ReleaseState,
  request: DeployRequest,
): Promise<JudgedAgain> {
  const { by, target } = request;
  // What an event asks for, nobody does: what it may is what the config and the policy say.
  if (by.via === "event") return { account: by.account, verdicts: [], lost: [] };
  const { approvers, lost } = await standingApprovals(world, state, request);
  const { chat, chatChannel = "", account, job } = by;
  const judged =
    chat === undefined
      ? await judgePerson(world, state, { target, account, job, approvers })
      : await judgeAsker(world, state, { chat, chatChannel, target, approvers });
  return { ...judged, lost };
}

/** Those who approved and still may, and those who may not: whoever has left the team since does not count. */
async function standingApprovals(
  world: World,
  state: ReleaseState,
  { target, approvals }: DeployRequest,
): Promise<{ readonly approvers: readonly GitHubAccount[]; readonly lost: readonly LostApproval[] }> {
  const judged = await step("people.judge approvers", () =>
    Promise.all(
      approvals.map(async ({ by: account }) => ({
        account,
        refused: refusal(await judgeAccount(world, state, { target, account, approvers: [] })),
      })),
    ),
  );
  return {
    approvers: judged.flatMap(({ account, refused }) => (refused === undefined ? [account] : [])),
    lost: judged.flatMap(({ account: { login }, refused }) =>
      refused === undefined ? [] : [{ login, says: refused.says }],
    ),
  };
}

/** What somebody may do in a repository now; undefined where GitHub does not know them any more. */
export async function permissionIn(
  world: World,
  name: RepositoryName,
  account: GitHubAccount,
): Promise<Permission | undefined> {
  return permissionOf(await step("people.repository of all", () => world.github.at(name)), account);
}

/** Undefined where GitHub does not know the login any more, or it is somebody else's by now. */
async function permissionOf(
  repository: GitHubRepository,
  { id, login }: GitHubAccount,
): Promise<Permission | undefined> {
  const found = await step("people.read permission", () => repositoryPermission(repository, login));
  if (found === undefined || found.userId !== id) return undefined;
  // A role that an organisation made counts as what it amounts to.
  return PERMISSIONS.find((one) => one === found.role) ?? PERMISSIONS.find((one) => one === found.permission);
}

async function teamsOf(
  repository: GitHubRepository,
  teams: readonly string[],
  { login }: GitHubAccount,
): Promise<readonly string[]> {
  const asked = await step("people.read teams", () =>
    Promise.all(
      teams.map(async (team) => ({
        team,
        isIn: await step("people.read team", () => isInTeam(repository, team, login)),
      })),
    ),
  );
  return asked.flatMap(({ team, isIn }) => (isIn ? [team] : []));
}
