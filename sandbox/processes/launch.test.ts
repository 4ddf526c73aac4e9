import { spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { follow } from "./follow.ts";
import { launch } from "./launch.ts";

const node = (script: string) => ({ command: process.execPath, args: ["-e", script], env: {} });

test("what a process wrote comes back whole, with its exit code", async () => {
  const ended = await launch(node("console.log('out'); console.error('err'); process.exitCode = 3"));
  expect(ended).toMatchObject({ exitCode: 3, stdout: Buffer.from("out\n"), stderr: Buffer.from("err\n") });
});

test.each([
  ["is not there", { command: "/nowhere/program", args: [], env: {} }, "ENOENT"],
  ["has an argument that is too long", { ...node(""), args: ["-e", "", "x".repeat(3_000_000)] }, "E2BIG"],
  ["has an argument that no program can have", { ...node(""), args: ["a\0b"] }, "null bytes"],
])("a process that %s is refused, and the others go on", async (_name, impossible, reason) => {
  const other = launch({ ...node("process.stdin.pipe(process.stdout)"), stdin: "done" });
  await expect(launch(impossible)).rejects.toThrow(reason);
  expect((await other).stdout.toString()).toBe("done");
});

test("a signal ends the running processes, and holds on to nothing of those that have ended", async () => {
  const kill = new AbortController();
  for (let count = 0; count < 3; count += 1) await launch({ ...node(""), kill: kill.signal });
  expect(getEventListeners(kill.signal, "abort")).toHaveLength(0);
  const running = launch({ ...node("setInterval(() => {}, 1000)"), kill: kill.signal });
  kill.abort();
  expect(await running).toMatchObject({ exitCode: null });
});

test("launched processes end with the process that launched them, even if it is killed", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // The process itself reports that it is still running, long after it should have ended.
  const launched = `const socket = require("node:net").connect(${port}, "127.0.0.1");
    setTimeout(() => socket.end("outlived"), 120_000);`;
  const asking = `import { launch } from ${JSON.stringify(new URL("launch.ts", import.meta.url).href)};
    await launch({ command: process.execPath, args: ["-e", ${JSON.stringify(launched)}], env: {} });`;
  const asker = spawn(process.execPath, ["--input-type=module", "-e", asking], { stdio: "ignore" });
  const [socket] = (await once(server, "connection")) as [Socket];
  // A process killed with unsent data resets its connections.
  const said = text(socket).catch(() => "");
  asker.kill("SIGKILL");
  expect(await said).toBe("");
  server.close();
});

test("a followed process streams its output, and can be ended with everything that it started", async () => {
  const script = "console.log('out'); console.error('err'); setInterval(() => {}, 1000)";
  const one = await follow(node(script));
  const [stdout, stderr] = await Promise.all([once(one.stdout, "data"), once(one.stderr, "data")]);
  expect([String(stdout[0]), String(stderr[0])]).toEqual(["out\n", "err\n"]);
  process.kill(-one.pid, "SIGTERM");
  expect(await one.exit).toEqual({ code: null, signal: "SIGTERM" });
  await expect(follow({ command: "/nowhere/program", args: [], env: {} })).rejects.toThrow("ENOENT");
});
