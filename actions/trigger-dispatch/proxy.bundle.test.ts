import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";

/** A name that only the proxy can resolve: what reaches GitHub under it has come through the proxy. */
const HOST = "github.example.internal";

let github: GitHub;
let directory: string;
let proxy: Server;
const tunnels: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "proxy-"));
  github = await startGitHub({ directory });
  await github.createRepository("acme/releases", { files: { "README.md": "# Releases\n" } });
  const { port } = new URL(github.url);
  proxy = createServer((_request, response) => response.writeHead(501).end());
  proxy.on("connect", (request, client) => {
    tunnels.push(request.url ?? "");
    const server = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
});

afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await github.close();
  await rm(directory, { recursive: true });
});

test("the runner's proxy is used", async () => {
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/releases"],
    permissions: { contents: "write", metadata: "read" },
  });
  const { exitCode } = await runStep({
    action: "actions/trigger-dispatch",
    github,
    repository: "acme/my-app",
    event: { name: "push", payload: {} },
    inputs: { repository: "acme/releases", token, container: "my-app", image: "app:v1" },
    env: {
      GITHUB_API_URL: github.apiUrl.replace("127.0.0.1", HOST),
      http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    },
  });
  expect(exitCode).toBe(0);
  expect(tunnels).toEqual([expect.stringContaining(HOST)]);
  expect(github.requests.map(({ operation, status }) => [operation, status])).toEqual([
    ["repos/create-dispatch-event", 204],
  ]);
});
