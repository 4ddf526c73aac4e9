import { moveBranch, pushFiles } from "../push.ts";
import { changeConfigs } from "./config-files.ts";
import { pick, pickHead, type Turn } from "./place.ts";

/** Pushes a commit; on the default branch it may change deploy configs. */
export async function push(turn: Turn): Promise<void> {
  const { github, place, random, act } = turn;
  const { repository, heads } = place;
  const [branch, head] = pickHead(turn);
  const isConfig = branch === "main" && random() < 0.3;
  const files = isConfig ? changeConfigs(turn) : { [`src/${act}.ts`]: `${act}\n` };
  heads.set(branch, await pushFiles(github, { repository, branch, files, head }));
}

export async function createBranch({ github, place, act }: Turn): Promise<void> {
  const { repository, heads } = place;
  const sha = heads.get("main") ?? "";
  const branch = `feature/${act}`;
  await moveBranch(github, { repository, branch, sha });
  heads.set(branch, sha);
}

export async function deleteBranch({ github, place, random }: Turn): Promise<void> {
  const { repository, heads } = place;
  const others = [...heads.keys()].filter((name) => name !== "main");
  if (others.length === 0) return;
  const branch = pick(random, others);
  await moveBranch(github, { repository, branch });
  heads.delete(branch);
}

/** Puts a branch on another's head, whatever it had. */
export async function forceBranch(turn: Turn): Promise<void> {
  const { github, place } = turn;
  const { repository, heads } = place;
  const [branch] = pickHead(turn);
  const [, sha] = pickHead(turn);
  if (heads.get(branch) === sha) return;
  await moveBranch(github, { repository, branch, sha });
  heads.set(branch, sha);
}
