import { expect, test } from "@jest/globals";
import { testGitHub } from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";

test("an App dispatches with a token for the release repository alone, and revokes it", async () => {
  const github = await testGitHub();
  try {
    await github.createRepository("acme/releases", { private: true, files: { "README.md": "#" } });
    const app = await github.createApp({ slug: "release-bot", permissions: { contents: "write" } });
    github.installApp(app, "acme", { repositories: ["releases"] });
    const { exitCode } = await runStep({
      action: "actions/trigger-dispatch",
      github,
      repository: "acme/my-app",
      sha: "1a2b3c4d".repeat(5),
      event: { name: "push", payload: {} },
      inputs: {
        repository: "acme/releases",
        "app-id": app.clientId,
        "private-key": app.privateKey,
        container: "my-app",
        image: "ghcr.io/acme/my-app:{sha}",
      },
    });
    expect(exitCode).toBe(0);
    expect(github.requests.map(({ operation }) => operation)).toEqual([
      "apps/get-repo-installation",
      "apps/create-installation-access-token",
      "repos/create-dispatch-event",
      "apps/revoke-installation-access-token",
    ]);
  } finally {
    await github.stop();
  }
});
