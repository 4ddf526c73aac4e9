import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Faults, seededRandom } from "../http/faults.ts";
import { Listeners } from "../http/listeners.ts";
import { portOf } from "../http/request.ts";
import { Accounts } from "./accounts.ts";
import { Apps } from "./apps.ts";
import { chooseRepositories, suspendInstallation, uninstallApp } from "./change-installation.ts";
import { archiveRepository, deleteRepository, setPrivate } from "./change-repository.ts";
import { CommitStatuses } from "./commit-statuses.ts";
import { Deployments } from "./deployments.ts";
import { Exchange } from "./exchange.ts";
import { ForeignChecks } from "./foreign-checks.ts";
import { installHooks } from "./git/hooks.ts";
import { RateLimits } from "./limits.ts";
import type { GitHub } from "./model.ts";
import { Issuer } from "./oidc/issuer.ts";
import { People } from "./people.ts";
import { closePullRequest, reopenPullRequest } from "./pulls/close.ts";
import { queuePullRequest } from "./pulls/merge-group.ts";
import { mergePullRequest } from "./pulls/merge.ts";
import { openPullRequest } from "./pulls/open.ts";
import { PullRequests } from "./pulls/pull-requests.ts";
import { renameRepository, transferRepository } from "./rename.ts";
import { Repositories, type StoredRepository } from "./repositories.ts";
import { RunRegistry } from "./run-registry.ts";
import { schedule } from "./schedule.ts";
import { seedDeployments, seedStatuses } from "./seed.ts";
import { createServer, listenOnSocket, type Tls } from "./server.ts";
import { AllSettings } from "./settings/repository-settings.ts";
import { SignIns } from "./sign-in/sign-ins.ts";
import { Tokens } from "./tokens.ts";
import { announceCheck } from "./webhooks/check-events.ts";
import { announceRun } from "./webhooks/run-events.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import { WorkflowIds } from "./workflow-ids.ts";
import type { World } from "./world.ts";

export interface GitHubOptions {
  /** Where the bare repositories are kept: `<directory>/<owner>/<name>.git`. */
  readonly directory: string;
  /** Defaults to a free one. */
  readonly port?: number;
  /** The path of a Unix socket where it is served as well, always without TLS: gh's setting `http_unix_socket`. */
  readonly socket?: string;
  /** A certificate and its key, as PEM: with them, it serves https. */
  readonly tls?: Tls;
  /** The time used by events, limits and commits. */
  readonly clock?: () => Date;
  /** For faults that strike by chance: the same seed, the same faults. */
  readonly seed?: number;
}

/**
 * Starts a local GitHub on 127.0.0.1, laid out like GitHub Enterprise Server: REST under `/api/v3`,
 * GraphQL at `/api/graphql`, git at `/{owner}/{repo}.git`. It refuses what it does not know with 501.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const directory = resolve(options.directory);
  const hooksPath = `${directory}/.hooks`;
  await mkdir(directory, { recursive: true });
  await installHooks(hooksPath);
  const clock = options.clock ?? (() => new Date());
  const accounts = new Accounts();
  const tokens = new Tokens(clock);
  const apps = new Apps({ accounts, clock, url: () => url });
  const faults = new Faults(seededRandom(options.seed ?? 1));
  const limits = new RateLimits(accounts, clock);
  let url = "";
  const world: World = {
    get url() {
      return url;
    },
    get apiUrl() {
      return `${url}/api/v3`;
    },
    clock,
    accounts,
    apps,
    tokens,
    repositories: new Repositories({ directory, url: () => url, hooksPath, accounts, clock }),
    runs: new RunRegistry(clock),
    runRequests: new Listeners(),
    statuses: new CommitStatuses(clock),
    deployments: new Deployments(clock),
    pullRequests: new PullRequests(clock),
    settings: new AllSettings(),
    workflowIds: new WorkflowIds(),
    events: new Listeners(),
    limits,
    webhooks: new Webhooks({ apps, clock }),
    checks: new ForeignChecks(),
    people: new People(),
    signIns: new SignIns(clock),
  };
  world.runs.changes.add((change) => world.webhooks.track(announceRun(world, change)));
  const exchange = new Exchange({ tokens, apps, limits, faults, clock, apiUrl: () => world.apiUrl });
  const oidc = new Issuer(world);
  const server = createServer(world, exchange, { issuer: oidc, tls: options.tls });
  await server.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  const socket = options.socket === undefined ? undefined : await listenOnSocket(server, options.socket);
  url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${portOf(server.server)}`;
  return {
    url,
    apiUrl: world.apiUrl,
    graphqlUrl: `${url}/api/graphql`,
    runs: world.runs,
    requests: exchange.requests,
    oidc,
    createRepository: async (fullName, repository) =>
      (await world.repositories.create(fullName, repository)).info,
    forkRepository: async (fullName, owner) =>
      (await world.repositories.fork(existing(world, fullName), owner)).info,
    repository: (fullName) => existing(world, fullName).info,
    tip: (fullName) => tip(existing(world, fullName)),
    renameRepository: (fullName, name) => renameRepository(world, existing(world, fullName), name),
    transferRepository: (fullName, owner) => transferRepository(world, existing(world, fullName), owner),
    archiveRepository: (fullName, archived = true) =>
      archiveRepository(world, existing(world, fullName), archived),
    setPrivate: (fullName, isPrivate) => setPrivate(world, existing(world, fullName), isPrivate),
    deleteRepository: (fullName) => deleteRepository(world, existing(world, fullName)),
    createBranch: (fullName, branch) => createBranch(existing(world, fullName), branch),
    statuses: (fullName, sha) => world.statuses.list(existing(world, fullName).info.id, sha),
    deployments: (fullName) => world.deployments.list(existing(world, fullName).info.id),
    seedStatuses: (fullName, count, status) =>
      seedStatuses(world, existing(world, fullName), { count, status }),
    seedDeployments: (fullName, count, environment) =>
      seedDeployments(world, existing(world, fullName), { count, environment }),
    createApp: (app) => apps.create(app),
    installApp: (app, account, installation) => apps.install(app, account, installation),
    suspendInstallation: (id, suspended = true) => suspendInstallation(world, id, suspended),
    chooseRepositories: (id, repositories) => chooseRepositories(world, id, repositories),
    uninstallApp: (id) => uninstallApp(world, id),
    reportCheck: (fullName, check) => announceCheck(world, existing(world, fullName), check),
    openPullRequest: (fullName, request) => openPullRequest(world, existing(world, fullName), request),
    closePullRequest: (fullName, number, by) =>
      closePullRequest(world, existing(world, fullName), number, by),
    reopenPullRequest: (fullName, number, by) =>
      reopenPullRequest(world, existing(world, fullName), number, by),
    mergePullRequest: (fullName, number, by) =>
      mergePullRequest(world, existing(world, fullName), number, by),
    queuePullRequest: (fullName, number, by) =>
      queuePullRequest(world, existing(world, fullName), number, by),
    schedule: (fullName, workflowPath, cron) =>
      schedule(world, existing(world, fullName), { workflowPath, cron }),
    pullRequests: (fullName) => world.pullRequests.list(existing(world, fullName).info.id),
    settings: (fullName) => world.settings.of(existing(world, fullName).info.id),
    createToken: (grant) => tokens.create(grant),
    revokeToken: (token) => tokens.revoke(token),
    onEvent: (listener) => world.events.add(listener),
    onRunRequest: (listener) => world.runRequests.add(listener),
    webhookDeliveries: (app) => world.webhooks.list(app),
    failWebhooks: (wanted) => world.webhooks.fail(wanted),
    holdWebhooks: () => world.webhooks.hold(),
    releaseWebhooks: (order) => world.webhooks.release(order),
    webhooksSettled: () => world.webhooks.settled(),
    setPermission: (fullName, login, permission) => {
      accounts.idOf(login);
      world.people.setPermission(existing(world, fullName).info, login, permission);
    },
    setTeam: (team, members) => {
      for (const login of members) accounts.idOf(login);
      world.people.setTeam(team, members);
    },
    inject: (rule) => faults.inject(rule),
    clearFaults: () => faults.clear(),
    limit: (wanted) => limits.set(wanted),
    forgetRequests: () => exchange.requests.splice(0),
    close: async () => {
      socket?.closeAllConnections();
      socket?.close();
      server.server.closeAllConnections();
      await server.close();
      world.repositories.close();
    },
  };
}

function existing(world: World, fullName: string): StoredRepository {
  const found = world.repositories.find(fullName);
  if (found === undefined) throw new Error(`there is no repository ${fullName}`);
  return found;
}

const tip = ({ git, info }: StoredRepository): Promise<string | undefined> =>
  git.refs.read(`refs/heads/${info.defaultBranch}`);

async function createBranch(repository: StoredRepository, branch: string): Promise<void> {
  const from = await tip(repository);
  if (from === undefined) throw new Error(`the repository ${repository.info.fullName} is empty`);
  await repository.git.refs.update(`refs/heads/${branch}`, from, undefined);
}
