import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { arrive } from "./arrivals.ts";

const COUNT = 20;
const PER_SECOND = 100;

test("a server that answers nobody until all have come is sent them all the same, each when it is due", async () => {
  const waiting: (() => void)[] = [];
  const server = createServer((_request, response) => {
    waiting.push(() => response.writeHead(202).end());
    if (waiting.length === COUNT) for (const answer of waiting) answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const arrivals = Array.from({ length: COUNT }, (_, index) => ({
    headers: {},
    body: "{}",
    ...(index % 10 === 9 && { deploys: `commit ${index}` }),
  }));
  const { due, answeredMs } = await arrive(`http://127.0.0.1:${port}`, arrivals, PER_SECOND);
  server.close();
  expect([...due.keys()]).toEqual(["commit 9", "commit 19"]);
  expect((due.get("commit 19") ?? 0) - (due.get("commit 9") ?? 0)).toBe(100);
  // The first waits for the last, which was due that much later.
  expect(answeredMs[0]).toBeGreaterThanOrEqual(((COUNT - 1) * 1000) / PER_SECOND);
});
