/**
 * Asks a real docker-registry and the sandbox's registry the same, about the same content, and shows each difference.
 * Needs the program docker-registry.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { copyContent, registryConversation, startRegistry } from "@release-channels/sandbox";
import { textAt } from "../../apps/deploy-server/narrow.ts";

const folder = mkdtempSync(join(tmpdir(), "docker-registry-"));
const port = await freePort();
const real = `http://127.0.0.1:${port}`;
const config = join(folder, "config.yml");
writeFileSync(
  config,
  `version: 0.1\nstorage: { filesystem: { rootdirectory: ${folder}/data } }\nhttp: { addr: "127.0.0.1:${port}" }\n`,
);
const registry = spawn("docker-registry", ["serve", config], { stdio: "ignore" });
const standIn = await startRegistry();
try {
  await answering(real);
  standIn.push("acme/my-app", "main-1111111", {
    labels: { "org.opencontainers.image.revision": "1".repeat(40) },
  });
  standIn.push("acme/my-app", "main-2222222", {
    labels: { "org.opencontainers.image.revision": "2".repeat(40) },
  });
  standIn.push("acme/my-app", "docker-3333333", { format: "docker" });
  standIn.push("library/worker", "v1", { platforms: ["linux/amd64", "linux/arm64/v8"] });
  standIn.push("library/worker", "v2", { platforms: ["linux/amd64"], format: "docker" });
  await copyContent(standIn.content(), real);
  const [theirs, ours] = await Promise.all([
    registryConversation({ url: real, content: standIn.content() }),
    registryConversation({ url: standIn.url, content: standIn.content(), authorize: tokenFor }),
  ]);
  const differences = theirs.filter((exchange, at) => !isDeepStrictEqual(exchange, ours[at]));
  for (const exchange of differences) {
    const own = ours[theirs.indexOf(exchange)];
    console.error(
      `${exchange.asked}\n  docker-registry: ${JSON.stringify(exchange)}\n  sandbox:         ${JSON.stringify(own)}`,
    );
  }
  console.log(
    `${theirs.length} requests, ${differences.length} answered differently by the sandbox's registry`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  registry.kill();
  if (registry.exitCode === null) await once(registry, "exit");
  await standIn.close();
  rmSync(folder, { recursive: true });
}

async function tokenFor(repository: string): Promise<string> {
  const answer = await fetch(
    `${standIn.url}/token?service=sandbox-registry&scope=repository:${repository}:pull`,
  );
  return `Bearer ${textAt(await answer.json(), "token") ?? ""}`;
}

/** Waits for as long as the program runs. */
async function answering(url: string): Promise<void> {
  while (registry.exitCode === null) {
    const answer = await fetch(`${url}/v2/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`docker-registry ended with ${registry.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return address.port;
}
