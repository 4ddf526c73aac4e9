import { expect, test } from "@jest/globals";
import { send } from "../../../http/testing.ts";
import { servedOperations } from "../../rest/routes.ts";
import { appJwt } from "../../testing.ts";
import { appCases } from "./app-testing.ts";
import { repositoryCases } from "./repository-testing.ts";
import { settingsCases } from "./settings-testing.ts";
import { app, github, installation, token } from "./testing.ts";

const fitting = new Set<string>();

const tokenOf = async (as: "app" | "installation" | undefined): Promise<string> => {
  if (as === undefined) return token;
  const jwt = await appJwt(app);
  if (as === "app") return jwt;
  const url = `${github.apiUrl}/app/installations/${installation.id}/access_tokens`;
  return (await send(url, { token: jwt, method: "POST" })).json.token;
};

// An answer was validated on its way out; one that does not fit would have come back as 500.
test.each([...repositoryCases, ...settingsCases, ...appCases])(
  "$operation",
  async ({ operation, method = "GET", path, body, as }) => {
    const url = github.apiUrl + (typeof path === "string" ? path : await path());
    const { status, text } = await send(url, { token: await tokenOf(as), method, body: await body?.() });
    expect(text).not.toContain("answer breaks");
    // A redirect was followed, to a page.
    expect(Math.floor(status / 100)).toBe(2);
    expect(github.requests.at(-1)?.operation).toBe(operation);
    fitting.add(operation);
  },
);

test("none was left out", () => {
  expect([...fitting].sort()).toEqual(servedOperations.toSorted());
});
