import { createHash } from "node:crypto";
import type { GitHubAccount } from "../../../lib/deploys/request.ts";
import { repositoryWithToken } from "../../../lib/github/access.ts";
import { isGivenToApp } from "../../../lib/github/app/given-token.ts";
import { attemptStarter } from "../../../lib/github/builds/attempt-starter.ts";
import { issuerOf } from "../../../lib/github/oidc/issuer.ts";
import { ProvenanceRefusal } from "../../../lib/github/oidc/refusal.ts";
import { verifyAnyRun, type IdentifiedRun } from "../../../lib/github/oidc/verify-any-run.ts";
import { actingAccount } from "../../../lib/github/people/account.ts";
import { readableRepositories } from "../../../lib/github/people/readable.ts";
import { fullName, nameKey, parseRepositoryName, repositoryNamed } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import { memoryOf } from "../remembered.ts";
import type { World } from "../world.ts";

/** Who wants to see something, or to ask for it, and by what GitHub knows them. */
export type Viewer = TokenViewer | WorkflowViewer;

/** A person, or an App, by a token of GitHub. */
export interface TokenViewer {
  readonly kind: "token";
  readonly account: GitHubAccount;
  readonly token: string;
  /**
   * Whether they have given it to this server's own App. Any other token says who somebody is to whichever program holds
   * it, and not that they want anything here.
   */
  readonly isOwn: boolean;
}

/** A job of GitHub Actions, by its OIDC token. */
export interface WorkflowViewer {
  readonly kind: "workflow";
  /** Who has started this attempt of the run. */
  readonly account: GitHubAccount;
  readonly run: IdentifiedRun;
}

/** What GitHub has said of a token is taken for true this long. */
const REMEMBERED_MS = 60_000;

const accounts = memoryOf<GitHubAccount>({ ms: REMEMBERED_MS, most: 1_000 });
/** By token and repository. */
const readable = memoryOf<ReadonlyMap<string, number>>({ ms: REMEMBERED_MS, most: 1_000 });

/** Tokens that were given to this server's App, by their hashes. */
const given = memoryOf<boolean>({ ms: REMEMBERED_MS, most: 1_000 });

/** Whose a token of GitHub is: an App's, too. @throws GitHubFailure, of a token that is not good any more as well */
export async function tokenViewer(world: World, token: string): Promise<TokenViewer> {
  const account = await step("people.know account", () =>
    accounts(world).of(keyOf(token), world.clock.now().getTime(), () =>
      step("people.ask whose token", () => actingAccount(atReleases(world, token))),
    ),
  );
  return { kind: "token", account, token, isOwn: await isGivenHere(world, token) };
}

/** Whether GitHub has said whose a token is a moment ago, so that it is not asked for it. */
export function isKnown(world: World, token: string): boolean {
  return accounts(world).has(keyOf(token), world.clock.now().getTime());
}

async function isGivenHere(world: World, token: string): Promise<boolean> {
  const { signIn } = world.settings.github;
  // Of all of GitHub's tokens, these alone are users' of an App.
  if (signIn === undefined || !token.startsWith("ghu_")) return false;
  return step("people.know whose app", () =>
    given(world).of(keyOf(token), world.clock.now().getTime(), () =>
      step("people.ask whose app", () => isGivenToApp(world.github.session(), signIn, token)),
    ),
  );
}

/** The job that a token proves. @throws ProvenanceRefusal, Unverifiable */
export async function workflowViewer(world: World, token: string): Promise<WorkflowViewer> {
  const { settings, clock, github } = world;
  const run = await step("people.verify run", () =>
    verifyAnyRun(github.session(), token, {
      issuer: issuerOf(settings.github.url),
      audience: settings.publicUrl,
      leeway: 0,
      now: clock.now(),
      keys: github.issuerKeys,
    }),
  );
  return { kind: "workflow", account: await starterOf(world, run), run };
}

/** By repository, run and attempt: of whom that does not change. */
const starters = memoryOf<GitHubAccount>({ ms: 600_000, most: 1_000 });

/**
 * Who acts by a run: of a re-run, whoever asked for that. A token names who started the run at first alone, who may be
 * somebody else.
 * @throws ProvenanceRefusal where GitHub does not say it
 */
async function starterOf(world: World, run: IdentifiedRun): Promise<GitHubAccount> {
  const { repository: name, repositoryId, runId, runAttempt } = run;
  if (runAttempt === 1) return run.actor;
  const key = `${repositoryId} ${runId} ${runAttempt}`;
  const starter = await step("people.know starter", () =>
    starters(world).of(key, world.clock.now().getTime(), async () => {
      const repository = await step("people.run's repository", () => world.github.at(repositoryNamed(name)));
      const found = await step("people.ask who re-ran", () => attemptStarter(repository, run));
      if (found !== undefined) return found;
      throw new ProvenanceRefusal(
        "claim run_attempt",
        String(runAttempt),
        `GitHub does not say who started that attempt of run ${runId} in ${name}: an attempt that it knows is expected`,
      );
    }),
  );
  return starter;
}

/**
 * Which repositories a viewer may read, of those that are asked about: what their own token sees, or for a job its own
 * repository alone.
 * @param names `owner/name`
 * @returns GitHub's numbers, by keys of names
 */
export async function readableTo(
  world: World,
  viewer: Viewer,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (viewer.kind === "workflow") {
    const { repository, repositoryId } = viewer.run;
    return new Map([[nameKey(repository), repositoryId]]);
  }
  const asked = [...new Set(names.map(nameKey))]
    .toSorted()
    .flatMap((name) => parseRepositoryName(name) ?? []);
  if (asked.length === 0) return new Map();
  const key = `${keyOf(viewer.token)} ${asked.map(fullName).join(" ")}`;
  return readable(world).of(key, world.clock.now().getTime(), () =>
    step("people.ask what is readable", () => readableRepositories(atReleases(world, viewer.token), asked)),
  );
}

function atReleases({ github, settings }: World, token: string) {
  return repositoryWithToken(
    github.session(),
    { token, tokenLabel: "the token that was sent" },
    settings.releases.repository,
  );
}

/** A token itself is not kept. */
function keyOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
