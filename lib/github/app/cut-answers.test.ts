import { afterAll, expect, test } from "@jest/globals";
import { testGitHub } from "@release-channels/sandbox";
import { withAccess } from "../access.ts";

const github = await testGitHub();
await github.createRepository("acme/my-app", { private: true, files: { "README.md": "#" } });
await github.createRepository("acme/other", { private: true, files: { "README.md": "#" } });
const app = await github.createApp({ slug: "acme-bot", permissions: { statuses: "write" } });
github.installApp(app, "acme", { repositories: ["my-app", "other"] });
afterAll(() => github.stop());

test.each(["apps/get-repo-installation", "apps/create-installation-access-token"])(
  "an answer to %s that was cut off is asked for again, and says nothing of the App",
  async (operation) => {
    github.inject({ operation, fault: { kind: "cut" }, times: 2 });
    const waits: string[] = [];
    const silent = () => {};
    const info = (text: string) => void waits.push(text);
    const access = {
      connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
      log: { debug: silent, info, warning: silent, mask: silent },
      deadline: Date.now() + 600_000,
      credentials: { appId: String(app.id), privateKey: app.privateKey, installationId: undefined },
      repository: { owner: "acme", repo: "my-app" },
      permissions: { statuses: "write" },
    } as const;
    const label = await withAccess(access, async ({ tokenLabel }) => tokenLabel);
    expect(label).toBe("the token of App acme-bot");
    expect(waits.filter((text) => text.startsWith("Waiting"))).toHaveLength(2);
  },
);
