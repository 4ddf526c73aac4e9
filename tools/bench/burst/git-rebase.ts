import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../process.ts";
import type { Arena, PlannedRelease, Strategy, Writer } from "./strategy.ts";

/** What EndBug/add-and-commit and git-auto-commit are set up to do: pull with rebase, push, ten times. */
const PUSH = `for attempt in 1 2 3 4 5 6 7 8 9 10; do
  if git pull --quiet --rebase origin main && git push --quiet origin HEAD:main; then exit 0; fi
  git rebase --abort 2>/dev/null
  sleep $((RANDOM % 3 + 1))
done
exit 1`;

/** Real git: each writer has its own clone with its edit committed, and pushes that. */
export const gitRebase: Strategy = {
  name: "git-pull-rebase",
  async prepare(arena, releases) {
    const writers: Writer[] = [];
    for (const release of releases) writers.push(await prepareClone(arena, release));
    return writers;
  },
};

async function prepareClone(arena: Arena, release: PlannedRelease): Promise<Writer> {
  const { repository, token, directory } = arena;
  const clone = join(directory, release.container);
  const env = gitVariables(directory, token);
  const git = async (...args: readonly string[]): Promise<void> => {
    if ((await runProcess("git", args, env, directory)) !== 0) throw new Error(`git ${args[0]} failed`);
  };
  await git("clone", "--quiet", repository.cloneUrl, clone);
  await edit(join(clone, "db/db.json"), release);
  await git("-C", clone, "commit", "--quiet", "--all", "--message", `release ${release.container}`);
  return async () => void (await runProcess("bash", ["-c", PUSH], env, clone));
}

/** As `jq` would do it: the record's own lines change, or are added in their place. */
async function edit(file: string, { container, channel, image }: PlannedRelease): Promise<void> {
  const database: { readonly releases: readonly PlannedRelease[] } = JSON.parse(await readFile(file, "utf8"));
  const others = database.releases.filter((record) => record.container !== container);
  const releases = [...others, { container, channel, image }].sort((a, b) =>
    a.container < b.container ? -1 : 1,
  );
  await writeFile(file, `${JSON.stringify({ ...database, releases }, undefined, 2)}\n`);
}

function gitVariables(home: string, token: string): Readonly<Record<string, string>> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: "github-actions[bot]",
    GIT_AUTHOR_EMAIL: "bot@example.com",
    GIT_COMMITTER_NAME: "github-actions[bot]",
    GIT_COMMITTER_EMAIL: "bot@example.com",
  };
}
