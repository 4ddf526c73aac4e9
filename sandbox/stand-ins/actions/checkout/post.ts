import { runAction, state } from "../../action.ts";
import { tryGit } from "./git.ts";

/** Takes the token out of the local git config. */
async function post(): Promise<void> {
  const [folder, header] = [state("folder"), state("header")];
  if (folder !== "" && header !== "") await tryGit(folder, "config", "--local", "--unset-all", header);
}

await runAction(post);
