import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testGitHub, tokenFor, type TestGitHub } from "../github/testing.ts";
import { manualClock, type ManualClock } from "../http/clock.ts";
import { send, type TestAnswer, type TestRequest } from "../http/testing.ts";
import { chartOf } from "./chart.ts";
import { startArgoCd, type ArgoCd, type ArgoCdOptions } from "./start.ts";

/** An Argo CD, and a GitHub with a release repository, for this package's own tests. */
export interface TestArgoCd {
  readonly github: TestGitHub;
  readonly argo: ArgoCd;
  readonly clock: ManualClock;
  /** Of the account `bot`, which may get and sync. */
  readonly token: string;
  /** Asks the API, by default as `bot`. */
  api(path: string, request?: TestRequest & { readonly as?: string }): Promise<TestAnswer>;
  /** Commits files to a repository's default branch. @returns the commit, 40 hex */
  commit(repository: string, files: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
}

const FIRST = chartOf({ name: "my-app", image: "ghcr.io/acme/my-app", tag: "main-1111111" });

/** A chart with the values that two releases of it differ in. */
export const CHART = {
  "apps/my-app/prod/Chart.yaml": FIRST["Chart.yaml"],
  "apps/my-app/prod/values.yaml": FIRST["values.yaml"],
  "apps/my-app/prod/templates/deployment.yaml": FIRST["templates/deployment.yaml"],
  "apps/my-app/prod/templates/service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n",
} as const;

export async function testArgoCd(options: Partial<ArgoCdOptions> = {}): Promise<TestArgoCd> {
  const clock = manualClock(new Date("2026-11-29T14:31:00Z"));
  const github = await testGitHub({ clock: () => clock.now() });
  const directory = await mkdtemp(join(tmpdir(), "sandbox-argo-cd-"));
  for (const name of ["acme/releases", "acme/settings"])
    await github.createRepository(name, { private: true, files: { ...CHART, "README.md": "hi\n" } });
  const all = tokenFor(github, ["acme/releases", "acme/settings"], { contents: "write" });
  const argo = await startArgoCd({ directory, token: all, clock, ...options });
  argo.addAccount("bot", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const token = await argo.createToken("bot");
  return {
    github,
    argo,
    clock,
    token,
    api: (path, { as = token, ...request } = {}) =>
      send(`${argo.url}/api/v1${path}`, {
        ...request,
        headers: {
          authorization: `Bearer ${as}`,
          ...(request.method === "GET" ? {} : { "content-type": "application/json" }),
          ...request.headers,
        },
      }),
    commit: async (repository, files) => {
      for (const [path, text] of Object.entries(files)) {
        const url = `${github.apiUrl}/repos/${repository}/contents/${path}`;
        const known = await send(url, { token: all });
        const content = Buffer.from(text).toString("base64");
        const body = {
          message: `Change ${path}`,
          content,
          ...(known.status === 200 ? { sha: known.json.sha } : {}),
        };
        const written = await send(url, { token: all, method: "PUT", body });
        if (written.status >= 300) throw new Error(`${path}: ${written.text}`);
      }
      return (await github.tip(repository)) ?? "";
    },
    stop: async () => {
      await argo.close();
      await github.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
