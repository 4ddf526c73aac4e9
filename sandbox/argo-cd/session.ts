import type { Desk } from "../http/desk.ts";
import { jsonOf, wrongContentType } from "./request.ts";
import type { World } from "./world.ts";

/** Serves signing in, and who has. */
export function registerSession(desk: Desk, world: World): void {
  desk.route({
    method: "GET",
    path: "/api/version",
    operation: "version",
    answer: () => ({ status: 200, body: { Version: "v3.2.11+unknown" } }),
  });
  desk.route({
    method: "POST",
    path: "/api/v1/session",
    operation: "session/create",
    answer: async (request) => {
      const wrong = wrongContentType(request);
      if (wrong !== undefined) return wrong;
      const { username, password } = jsonOf(request);
      const token = await world.accounts.signIn(String(username), String(password));
      return {
        status: 200,
        headers: { "set-cookie": `argocd.token=${token}; path=/; SameSite=lax; httpOnly` },
        body: { token },
      };
    },
  });
  desk.route({
    method: "GET",
    path: "/api/v1/session/userinfo",
    operation: "session/userinfo",
    answer: async ({ headers }) => {
      const { name } = await world.accounts.identify(headers.authorization);
      return { status: 200, body: { loggedIn: true, username: name, iss: "argocd" } };
    },
  });
}
