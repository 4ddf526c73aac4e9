import { afterAll, expect, test } from "@jest/globals";
import { send, testGitHub, tokenFor } from "@release-channels/sandbox";
import { repositoryWithToken } from "../access.ts";
import { inactivateDeployments } from "./inactivate.ts";

const github = await testGitHub();
await github.createRepository("acme/my-app", { private: true, files: { a: "1" } });
const token = tokenFor(github, ["acme/my-app"], { deployments: "write", contents: "read" });
const silent = () => {};
const repositoryBy = (fetching: typeof fetch) =>
  repositoryWithToken(
    {
      connection: { apiUrl: github.apiUrl, fetch: fetching, userAgent: "test" },
      log: { debug: silent, info: silent, warning: silent, mask: silent },
      deadline: Date.now() + 3_600_000,
    },
    { token, tokenLabel: "the token" },
    { owner: "acme", repo: "my-app" },
  );
afterAll(() => github.stop());

const deployments = `${github.apiUrl}/repos/acme/my-app/deployments`;

/** @param state none: its job ended before it said anything */
async function deployed(environment: string, state?: string): Promise<number> {
  const body = { ref: "main", environment, required_contexts: [], auto_merge: false };
  const { json } = await send(deployments, { token, body });
  if (state !== undefined) await send(`${deployments}/${json.id}/statuses`, { token, body: { state } });
  return json.id;
}

async function statesOf(id: number): Promise<readonly string[]> {
  const answer = await fetch(`${deployments}/${id}/statuses`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const statuses = (await answer.json()) as readonly { readonly state: string }[];
  return statuses.map(({ state }) => state).toReversed();
}

/** The schema lets GitHub say nothing of a deployment's state. */
const sayingNothing: typeof fetch = async (...asked) => {
  const answer = await fetch(...asked);
  const text = (await answer.text()).replaceAll('"state":"PENDING"', '"state":null');
  const said = new Response(text, answer);
  Object.defineProperty(said, "url", { value: answer.url });
  return said;
};

test.each([
  ["pending", fetch],
  ["nothing", sayingNothing],
])("what nobody gave a state, so that GitHub calls it %s, is ended, too", async (called, fetching) => {
  const environment = `preview-${called}`;
  const made = [
    await deployed(environment, "success"),
    await deployed(environment),
    await deployed(environment, "failure"),
    await deployed(`${environment}-2`),
  ];
  const inactivation = { environment, description: "closed", logUrl: undefined };
  expect(await inactivateDeployments(repositoryBy(fetching), inactivation)).toBe(2);
  expect(await Promise.all(made.map(statesOf))).toEqual([
    ["success", "inactive"],
    ["inactive"],
    ["failure"],
    [],
  ]);
});
