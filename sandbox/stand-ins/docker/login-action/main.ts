import { booleanInput, input, refuseOtherInputs, runAction, saveState } from "../../action.ts";
import { logIn } from "../credentials.ts";

async function main(): Promise<void> {
  refuseOtherInputs(["registry", "username", "password", "logout"]);
  const registry = input("registry") || "docker.io";
  const username = input("username");
  const password = input("password");
  if (username === "" || password === "") throw new Error("Username and password required");
  console.log(`::add-mask::${password}`);
  if (booleanInput("logout")) saveState("registry", registry);
  console.log(`Logging into ${registry}...`);
  await logIn(registry, username, password);
  console.log("Login Succeeded!");
}

await runAction(main);
