import { runAction, state } from "../../action.ts";
import { logOut } from "../credentials.ts";

await runAction(async () => {
  const registry = state("registry");
  if (registry === "") return;
  console.log(`Removing login credentials for ${registry}`);
  await logOut(registry);
});
