import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const bench = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ["tools/bench/main.ts", ...args]);

test("a burst lands every release, and --json prints one array and nothing else", async () => {
  const options = ["--strategies", "release-channels", "--latency", "50", "--spread", "20"];
  const { stdout } = await bench("burst", "--dispatches", "12", ...options, "--json");
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({
      strategy: "release-channels",
      dispatches: 12,
      landed: 12,
      lost: 0,
      commits: 12,
    }),
  ]);
});

test("a deploy server lands what many builds send to it, each once, and so does a workflow beside it", async () => {
  const small = ["--dispatches", "20", "--repositories", "5", "--seconds", "3", "--latency", "50"];
  const { stdout } = await bench("burst", "--server", ...small, "--json");
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ dispatches: 20, landed: 20, lost: 0, doubled: 0, limited: 0 }),
  ]);
});

test("a small chaos run breaks nothing", async () => {
  const { stdout } = await bench("chaos", "--dispatches", "15", "--seed", "7", "--json");
  expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ seed: 7, dispatches: 15, broken: 0 })]);
});

test("a release lands in a database of every size that is measured", async () => {
  const { stdout } = await bench("scale", "--largest", "10", "--json");
  const row = { strategy: "release-channels", records: 10, releases: 1, requests: 2 };
  expect(JSON.parse(stdout)).toEqual([expect.objectContaining(row)]);
});

test("under each attack the server answers every health check", async () => {
  const small = ["--clients", "40", "--records", "1000", "--probes", "50"];
  const { stdout } = await bench("attack", ...small, "--json");
  const attacks = [
    "none",
    "lists pipelined on one connection",
    "event streams from one address",
    "4 MiB unread on each connection",
    "requests that never end",
    "small requests pipelined on each connection",
    "records swapped under load",
  ];
  expect(JSON.parse(stdout)).toEqual(
    attacks.map((name) =>
      expect.objectContaining({
        attack: name,
        memoryRatio: expect.any(Number),
        p99Ratio: expect.any(Number),
        worstRatio: expect.any(Number),
        healthFailed: 0,
      }),
    ),
  );
});

test.each([
  [["tornado"]],
  [["burst", "--dispatches", "no"]],
  [["burst", "--strategies", "prayer"]],
  [["burst", "--latency", "100", "--spread", "101"]],
])("%p is refused", async (args) => {
  await expect(bench(...args)).rejects.toThrow(
    /There is no (?:benchmark|strategy)|is not a number|--spread 101 is more than --latency 100/,
  );
});
