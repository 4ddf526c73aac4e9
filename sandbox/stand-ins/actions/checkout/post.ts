import { runAction, state } from "../../action.ts";
import { tryGit } from "./git.ts";

/** Takes the token out of the local git config. */
async function post(): Promise<void> {
  const folder = state("folder");
  if (folder !== "") await tryGit(folder, "config", "--local", "--unset-all", state("header"));
}

await runAction(post);
