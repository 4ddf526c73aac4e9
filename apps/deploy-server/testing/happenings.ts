import { seededRandom, send, tokenFor, type TestGitHub } from "@release-channels/sandbox";
import { moveBranch, pushFiles } from "./push.ts";

/** A repository as the generator has it: the heads of its branches, and what its files say. */
interface Working {
  /** `owner/name` as it is called now. */
  repository: string;
  readonly heads: Map<string, string>;
  readonly configs: Set<string>;
}

/** What is to happen in GitHub. */
export interface Happenings {
  readonly repositories: readonly string[];
  /** How many acts; most of them make one or two events. */
  readonly acts: number;
  readonly seed: number;
  /** Called after each act. */
  readonly settle: () => Promise<void>;
}

/** Where repositories are transferred to, and back from. */
export const OTHER_ACCOUNT = "globex";

type Random = () => number;

/**
 * Lets things happen in repositories, all by real git: pushes, of which some change, break, rename or delete deploy
 * configs, branches that come, go and are forced back, pull requests, runs that are run again, and statuses.
 */
export async function happen(
  github: TestGitHub,
  { repositories, acts, seed, settle }: Happenings,
): Promise<void> {
  const random = seededRandom(seed);
  const places: Working[] = [];
  for (const repository of repositories) {
    const head = (await github.tip(repository)) ?? "";
    places.push({ repository, heads: new Map([["main", head]]), configs: new Set() });
  }
  for (let act = 0; act < acts; act += 1) {
    const place = pick(random, places);
    await actOnce(github, { place, random, act });
    await settle();
  }
}

interface Turn {
  readonly place: Working;
  readonly random: Random;
  readonly act: number;
}

async function actOnce(github: TestGitHub, turn: Turn): Promise<void> {
  const chance = turn.random();
  if (chance < 0.3) await push(github, turn);
  else if (chance < 0.36) await branch(github, turn);
  else if (chance < 0.4) await deleteBranch(github, turn);
  else if (chance < 0.43) await force(github, turn);
  else if (chance < 0.45) rename(github, turn);
  else if (chance < 0.5) await pullRequest(github, turn);
  else if (chance < 0.72) run(github, turn);
  else await status(github, turn);
}

async function push(github: TestGitHub, { place, random, act }: Turn): Promise<void> {
  const { repository, heads, configs } = place;
  const [name, head] = pick(random, [...heads]);
  const isConfig = name === "main" && random() < 0.3;
  const files = isConfig
    ? configFiles({ repository, id: github.repository(repository).id, configs }, random)
    : { [`src/${act}.ts`]: `${act}\n` };
  heads.set(name, await pushFiles(github, { repository, branch: name, files, head }));
}

function configFiles(
  {
    repository,
    id,
    configs,
  }: { readonly repository: string; readonly id: number; readonly configs: Set<string> },
  random: Random,
): Record<string, string | undefined> {
  const name = `config-${id}-${pick(random, ["a", "b", "c"])}`;
  const path = `.deploy/${name}.yaml`;
  if (configs.has(path) && random() < 0.3) {
    configs.delete(path);
    return { [path]: undefined };
  }
  configs.add(path);
  if (random() < 0.15) return { [path]: `version: 1\nname: ${name}\nchannels: [\n` };
  const artifact = `{ repository: ${repository}, container: ${name}, image: "ghcr.io/${repository}:{branch}-{short-sha}" }`;
  const team = `team-${Math.floor(random() * 1000)}`;
  return {
    [path]: `version: 1\nname: ${name}\nteam: ${team}\nartifact: ${artifact}\nchannels:\n  dev: { track: main, autodeploy: [build], previews: ${random() < 0.5} }\n`,
  };
}

async function branch(github: TestGitHub, { place, act }: Turn): Promise<void> {
  const { repository, heads } = place;
  const sha = heads.get("main") ?? "";
  const name = `feature/${act}`;
  await moveBranch(github, { repository, branch: name, sha });
  heads.set(name, sha);
}

async function deleteBranch(github: TestGitHub, { place, random }: Turn): Promise<void> {
  const { repository, heads } = place;
  const others = [...heads.keys()].filter((name) => name !== "main");
  if (others.length === 0) return;
  const name = pick(random, others);
  await moveBranch(github, { repository, branch: name });
  heads.delete(name);
}

/** Puts a branch on another's head, whatever it had. */
async function force(github: TestGitHub, { place, random }: Turn): Promise<void> {
  const { repository, heads } = place;
  const [name] = pick(random, [...heads]);
  const [, sha] = pick(random, [...heads]);
  if (heads.get(name) === sha) return;
  await moveBranch(github, { repository, branch: name, sha });
  heads.set(name, sha);
}

/** Calls a repository otherwise, or gives it to the other account in which the App is. */
function rename(github: TestGitHub, { place, random, act }: Turn): void {
  const { repository } = place;
  const [owner = ""] = repository.split("/");
  place.repository =
    random() < 0.7
      ? github.renameRepository(repository, `called-${act}`).fullName
      : github.transferRepository(repository, owner === "acme" ? OTHER_ACCOUNT : "acme").fullName;
}

/** Opens a pull request, or closes one. */
async function pullRequest(github: TestGitHub, { place, random }: Turn): Promise<void> {
  const { repository, heads } = place;
  const open = github.pullRequests(repository).filter(({ state }) => state === "open");
  const [request] = open;
  if (request !== undefined && random() < 0.5) {
    await github.closePullRequest(repository, request.number);
    return;
  }
  const taken = new Set(open.map(({ head }) => head.ref));
  const free = [...heads].filter(
    ([name, sha]) => name !== "main" && sha !== heads.get("main") && !taken.has(name),
  );
  const [head] = free.map(([name]) => name);
  if (head === undefined) return;
  try {
    await github.openPullRequest(repository, { head });
  } catch (error) {
    // The branch has nothing that the default branch lacks: nothing happens.
    if (!String(error).includes("No commits between")) throw error;
  }
}

function run(github: TestGitHub, { place, random }: Turn): void {
  const { repository: fullName, heads } = place;
  const [name, sha] = pick(random, [...heads]);
  const repository = github.repository(fullName);
  const event = { name: "push", repository, ref: `refs/heads/${name}`, sha, actor: "alice", payload: {} };
  const workflow = {
    workflowPath: ".github/workflows/build.yml",
    workflowName: "Build",
    displayTitle: "Build",
  };
  const { id } = github.runs.create({ event, ...workflow });
  github.runs.update(id, { status: "in_progress" });
  github.runs.update(id, {
    status: "completed",
    conclusion: pick(random, ["success", "success", "failure"]),
  });
}

async function status(github: TestGitHub, { place, random }: Turn): Promise<void> {
  const { repository, heads } = place;
  const [, sha] = pick(random, [...heads]);
  const token = tokenFor(github, [repository], { statuses: "write" });
  const body = {
    state: pick(random, ["pending", "success", "failure"]),
    context: pick(random, ["ci", "lint"]),
  };
  await send(`${github.apiUrl}/repos/${repository}/statuses/${sha}`, { method: "POST", token, body });
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}
