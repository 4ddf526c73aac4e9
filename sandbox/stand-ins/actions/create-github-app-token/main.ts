import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
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
async function ask<T>(jwt: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${requiredInput("github-api-url")}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${jwt}`, accept: "application/vnd.github+json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function main(): Promise<void> {
  refuseOtherInputs(["app-id", "private-key", "github-api-url", "permission-contents"]);
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({ iat: now - 60, exp: now + 540, iss: requiredInput("app-id") })
    .setProtectedHeader({ alg: "RS256" })
    .sign(createPrivateKey(requiredInput("private-key")));
  const repository = environment("GITHUB_REPOSITORY");
  const { id, app_slug: slug } = await ask<{ readonly id: number; readonly app_slug: string }>(
    jwt,
    `/repos/${repository}/installation`,
  );
  const contents = input("permission-contents");
  const { token } = await ask<{ readonly token: string }>(jwt, `/app/installations/${id}/access_tokens`, {
    repositories: [repository.split("/")[1]],
    ...(contents !== "" && { permissions: { contents } }),
  });
  console.log(`::add-mask::${token}`);
  setOutput("token", token);
  setOutput("installation-id", String(id));
  setOutput("app-slug", slug);
  saveState("token", token);
}

await runAction(main);
