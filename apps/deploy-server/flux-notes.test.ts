import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, send, tokenFor } from "@release-channels/sandbox";
import { CHART, RELEASES, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";

const SOURCE = "acme/my-app";
const OTHER = "acme/secrets";

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld({ config: `configs: { my-app: { repository: ${SOURCE} } }\n` });
  for (const repository of [SOURCE, OTHER]) {
    await world.github.createRepository(repository, { private: true, files: { "README.md": "hello\n" } });
  }
});
afterAll(() => world.stop());

const address = (repository: string): string => `${world.github.url}/${repository}`;
const push = (
  version: string,
  repository: string,
  annotations: Readonly<Record<string, string>> = {},
): void =>
  void world.registry.pushChart(CHART, {
    name: "my-app",
    version,
    annotations,
    sources: [address(repository), "https://example.com"],
  });
async function release(repository: string, tag: string, body: string): Promise<void> {
  const { github } = world;
  await runGit(github.repository(repository).gitDir, "tag", tag, "main");
  const { status } = await send(`${github.apiUrl}/repos/${repository}/releases`, {
    token: tokenFor(github, [repository], { contents: "write" }),
    body: { tag_name: tag, body },
  });
  expect(status).toBe(201);
}
/** The tags that GitHub was asked the release of. */
const asked = (): readonly string[] =>
  world.github.requests
    .filter(({ operation }) => operation === "repos/get-release-by-tag")
    .map(({ path }) => path.slice(path.indexOf("/repos/")));
const versions = async (): Promise<readonly string[]> => {
  const { text } = await world.ask("/deploy versions my-app", "*dev*");
  return text.split("\n").filter((line) => /^\d/.test(line));
};

test("what changed is told by the chart, or else by the release of its tag, as plain text, and asked for once", async () => {
  push("1.5.0", SOURCE, { "artifacthub.io/changes": "- Says it itself\n" });
  push("1.6.0", SOURCE);
  push("1.7.0", SOURCE);
  await release(SOURCE, "v1.5.0", "not needed");
  await release(SOURCE, "1.6.0", "## Fixes\n\n* *Closes* <!channel> `idle` ~connections~\n");
  await release(SOURCE, "v1.7.0", `New: ${"x".repeat(400)}`);
  const before = asked().length;
  const lines = await versions();
  expect(lines).toEqual([
    `1.7.0: New: ${"x".repeat(294)}…`,
    "1.6.0: ## Fixes Closes &lt;!channel&gt; idle connections",
    "1.5.0: Says it itself",
  ]);
  const tags = ["v1.7.0", "v1.6.0", "1.6.0"];
  expect(asked().slice(before)).toEqual(tags.map((tag) => `/repos/${SOURCE}/releases/tags/${tag}`));
  expect(await versions()).toEqual(lines);
  expect(asked().slice(before)).toHaveLength(tags.length);
  world.clock.advance(10 * 60_000);
  expect(await versions()).toEqual(lines);
  expect(asked().slice(before)).toHaveLength(2 * tags.length);
});

test("a chart that names another repository shows nothing of it, and a version without a release has no line", async () => {
  await release(OTHER, "v1.8.0", "a secret");
  push("1.8.0", OTHER);
  push("1.9.0", SOURCE);
  push("1.10.0", RELEASES);
  const before = asked().length;
  expect(await versions()).toEqual([]);
  expect(asked().slice(before)).toEqual(
    [`${RELEASES}/releases/tags/v1.10.0`, `${RELEASES}/releases/tags/1.10.0`]
      .concat([`${SOURCE}/releases/tags/v1.9.0`, `${SOURCE}/releases/tags/1.9.0`])
      .map((one) => `/repos/${one}`),
  );
});

test("where GitHub refuses to say, the versions are told all the same", async () => {
  world.clock.advance(10 * 60_000);
  world.github.inject({ operation: "repos/get-release-by-tag", fault: { kind: "status", status: 403 } });
  expect(await versions()).toEqual([]);
});

test("without an app, all apps that are charts have a line, with what is newer", async () => {
  const config = await world.git("show", "main:db/server.yaml");
  const chart = `oci://${world.registry.host}/acme/charts/web`;
  const web = ["qa", "dev"]
    .map(
      (channel) =>
        `  web/${channel}:\n    - { cluster: ${channel}, helmrelease: apps/web, file: clusters/${channel}/web.yaml, chart: "${chart}" }\n`,
    )
    .join("");
  world.registry.pushChart("acme/charts/web", { name: "web", version: "2.0.0" });
  await world.commit(RELEASES, { "db/server.yaml": config.replace("targets:\n", `targets:\n${web}`) });
  const { text } = await world.ask("/deploy versions", "*web*");
  expect(text.split("\n")).toEqual([
    "*my-app* dev `1.4.1` (1.10.0 is newer) · qa `1.4.1` (1.10.0 is newer) · stag `1.4.1` (1.10.0 is newer) · prod `1.4.1` (1.10.0 is newer)",
    "*web* dev – · qa –",
  ]);
});
