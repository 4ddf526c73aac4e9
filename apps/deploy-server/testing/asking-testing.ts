import { afterAll } from "@jest/globals";
import type { TestAnswer } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { checkedApi, type CheckedAnswer } from "./checked-api.ts";
import { WORKFLOW } from "./job-token.ts";
import { ownToken } from "./own-token.ts";
import { CHARTS, RELEASES, SOURCE, startTestWorld } from "./world.ts";

/** A world whose API people and one listed workflow may ask for deploys, and in which one build can be shipped. */

/** The workflow that may deploy to prod. */
export const LISTED = `${SOURCE}/${WORKFLOW}@refs/heads/main`;

export const world = await startTestWorld({
  config: `people: { prod: { teams: [acme/release], permission: write, workflows: [${LISTED}] } }
configs: { my-app: { repository: ${CHARTS} } }`,
});
afterAll(() => world.stop());

/** A token of the server's own App, of somebody who may read the release repository. */
async function tokenOf(login: string): Promise<string> {
  world.github.setPermission(RELEASES, login, "read");
  return ownToken(world.github, { login, app: world.githubApp });
}
export const [alice, bob, dave] = [await tokenOf("alice"), await tokenOf("bob"), await tokenOf("dave")];
await world.build();

export const api = await checkedApi(world.url);

/** What a request asks for, unless a test says otherwise. */
export const MAIN = { config: "my-app", channel: "prod", branch: "main" };

export const ask = (body: object | string, who: { token: string; key?: string }): Promise<CheckedAnswer> =>
  api("post", "/v1/requests", { body, ...who });

export const decide = (id: string, token: string, body: object): Promise<CheckedAnswer> =>
  api("post", `/v1/requests/${id}/decisions`, { body, token });

/** The request as soon as it is in this state. */
export const until = (id: string, state: string): Promise<TestAnswer["json"]> =>
  eventually(
    async () => {
      const { json } = await api("get", `/v1/requests/${id}`, { token: alice });
      return json.state === state ? json : undefined;
    },
    () => `request ${id} is never ${state}`,
  );
