import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import { numberAt, textAt } from "../../../narrow.ts";
import {
  environment,
  input,
  refuseOtherInputs,
  requiredInput,
  runAction,
  saveState,
  setOutput,
} from "../../action.ts";

/** Asks GitHub, as the App. @returns the answer's body */
async function ask(jwt: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${requiredInput("github-api-url")}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${jwt}`, accept: "application/vnd.github+json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

async function main(): Promise<void> {
  refuseOtherInputs(["app-id", "private-key", "github-api-url", "permission-contents"]);
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({ iat: now - 60, exp: now + 540, iss: requiredInput("app-id") })
    .setProtectedHeader({ alg: "RS256" })
    .sign(createPrivateKey(requiredInput("private-key")));
  const repository = environment("GITHUB_REPOSITORY");
  const installation = await ask(jwt, `/repos/${repository}/installation`);
  const id = String(numberAt(installation, "id"));
  const contents = input("permission-contents");
  const created = await ask(jwt, `/app/installations/${id}/access_tokens`, {
    repositories: [repository.split("/")[1]],
    ...(contents !== "" && { permissions: { contents } }),
  });
  const token = textAt(created, "token");
  if (token === undefined) throw new Error("GitHub's answer has no token");
  console.log(`::add-mask::${token}`);
  setOutput("token", token);
  setOutput("installation-id", id);
  setOutput("app-slug", textAt(installation, "app_slug") ?? "");
  saveState("token", token);
}

await runAction(main);
