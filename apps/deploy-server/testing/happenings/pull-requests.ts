import { pick, type Turn } from "./place.ts";

/** Opens a pull request, or does something with one that is there: merges it, closes it, or opens it again. */
export async function pullRequest(turn: Turn): Promise<void> {
  const { github, place, random } = turn;
  const { repository, heads } = place;
  const all = github.pullRequests(repository).filter(({ mergedAt }) => mergedAt === null);
  const open = all.filter(({ state }) => state === "open");
  const closed = all.find(({ state, head }) => state === "closed" && isBack(turn, head));
  if (closed !== undefined && random() < 0.6) {
    await github.reopenPullRequest(repository, closed.number);
    return;
  }
  if (open.length === 0 || random() < 0.4) return openOne(turn, new Set(open.map(({ head }) => head.ref)));
  const { number, mergeCommitSha } = pick(random, open);
  if (random() < 0.6 || mergeCommitSha === null) await github.closePullRequest(repository, number);
  else {
    await github.mergePullRequest(repository, number);
    heads.set("main", (await github.tip(repository)) ?? "");
  }
}

/** Whether a pull request that is closed may be opened again: its branch is as it was, and no other's. */
function isBack(
  { github, place: { repository, heads } }: Turn,
  { ref, sha }: { readonly ref: string; readonly sha: string },
): boolean {
  const isTaken = github.pullRequests(repository).some((one) => one.state === "open" && one.head.ref === ref);
  return heads.get(ref) === sha && sha !== heads.get("main") && !isTaken;
}

async function openOne({ github, place }: Turn, taken: ReadonlySet<string>): Promise<void> {
  const { repository, heads } = place;
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
