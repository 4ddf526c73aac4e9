import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRegistry, type Registry } from "@release-channels/sandbox";
import { Passing } from "../trouble.ts";
import { ChartRegistry } from "./charts.ts";
import { RegistryRefusal } from "./session.ts";

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

const name = "acme/charts/my-app";
const address = (repository = name): string => `oci://${registry.host}/${repository}`;
const nobody = () => undefined;
let charts: ChartRegistry;
beforeEach(() => {
  charts = new ChartRegistry(nobody);
});

/** What was asked of the registry meanwhile, without tokens and their refusals. */
async function asked(act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = registry.requests.length;
  await act();
  return registry.requests
    .slice(before)
    .filter(({ status }) => status === 200)
    .map(({ method, path }) => `${method} ${path}`)
    .filter((line) => !line.includes("/token"));
}

describe("the versions of a chart", () => {
  test("come newest first, whatever else is tagged, over all pages", async () => {
    const repository = "acme/charts/large";
    const versions = Array.from({ length: 2_500 }, (_, index) => `1.${(index * 7) % 2_500}.0`);
    for (const version of versions) registry.pushChart(repository, { name: "large", version });
    registry.push(repository, "latest");
    registry.pushChart(repository, { name: "large", version: "1.2499.0-rc.1" });
    let found: readonly string[] | undefined;
    const requests = await asked(async () => {
      found = await charts.versions(address(repository));
    });
    expect(found).toHaveLength(2_501);
    expect(found?.slice(0, 4)).toEqual(["1.2499.0", "1.2499.0-rc.1", "1.2498.0", "1.2497.0"]);
    expect(requests).toHaveLength(3);
    expect(requests[0]).toBe(`GET /v2/${repository}/tags/list?n=1000`);
  });

  test("of a chart that is not there are none", async () => {
    expect(await charts.versions(address("acme/charts/none"))).toBeUndefined();
  });
});

describe("a version of a chart", () => {
  test("has its digest, and what its Chart.yaml says", async () => {
    const annotations = { "artifacthub.io/changes": "- Fixed the readiness probe\n" };
    registry.pushChart(name, { name: "my-app", version: "1.4.1" });
    const digest = registry.pushChart(name, {
      name: "my-app",
      version: "1.4.2+b7",
      appVersion: "2.0",
      annotations,
      created: "2026-11-30T01:00:00Z",
    });
    expect(await charts.find(address(), "1.4.2+b7")).toEqual({
      digest,
      created: "2026-11-30T01:00:00Z",
      appVersion: "2.0",
      annotations,
    });
    expect(await charts.find(address(), "1.4.3")).toBeUndefined();
  });

  test("is read once for each digest, and its tag each time: a tag that moved is seen", async () => {
    const chart = { name: "my-app", version: "2.0.0" };
    const digest = registry.pushChart(name, chart);
    const find = () => charts.find(address(), "2.0.0");
    expect(await asked(find)).toEqual([
      `GET /v2/${name}/manifests/2.0.0`,
      expect.stringMatching(`^GET /v2/${name}/blobs/sha256:`),
    ]);
    expect(await asked(find)).toEqual([`GET /v2/${name}/manifests/2.0.0`]);
    const moved = registry.pushChart(name, { ...chart, appVersion: "other" });
    expect(moved).not.toBe(digest);
    expect(await find()).toMatchObject({ digest: moved, appVersion: "other" });
  });

  test("is refused where an image has its tag, or another chart", async () => {
    registry.push("acme/charts/mixed", "1.0.0");
    await expect(charts.find(address("acme/charts/mixed"), "1.0.0")).rejects.toThrow(
      new RegistryRefusal(
        `${address("acme/charts/mixed")} 1.0.0 is no chart: its config is application/vnd.oci.image.config.v1+json`,
      ),
    );
    const digest = registry.pushChart("acme/charts/mixed", { name: "mixed", version: "1.1.0" });
    registry.tag("acme/charts/mixed", "1.2.0", digest);
    await expect(charts.find(address("acme/charts/mixed"), "1.2.0")).rejects.toThrow(
      new RegistryRefusal(
        `what the registry has as ${address("acme/charts/mixed")} 1.2.0 calls itself 1.1.0`,
      ),
    );
  });
});

describe("a private chart", () => {
  beforeAll(() => {
    registry.pushChart("acme/private/my-app", { name: "my-app", version: "1.0.0" });
    registry.makePrivate("acme/private/my-app");
    registry.addUser("puller", "secret", ["acme/private/my-app"]);
  });

  test("is found with a login for its registry", async () => {
    const known = new ChartRegistry((host) =>
      host === registry.host ? { user: "puller", password: "secret" } : undefined,
    );
    expect(await known.versions(address("acme/private/my-app"))).toEqual(["1.0.0"]);
  });

  test("is refused without one, with what to do", async () => {
    await expect(charts.versions(address("acme/private/my-app"))).rejects.toThrow(
      `the server's login for ${registry.host} must be able to pull acme/private/my-app`,
    );
  });
});

test("One deadline ends all that is asked of a registry, and what is asked after it is not sent", async () => {
  registry.pushChart("acme/charts/slow", { name: "slow", version: "1.0.0" });
  const slow = address("acme/charts/slow");
  const ending = new AbortController();
  const late = {
    name: "Passing",
    message: `${registry.host} has not answered in time: ask again later, and check that the server reaches it`,
  };
  registry.inject({ operation: "blobs", fault: { kind: "hang" } });
  const before = registry.requests.length;
  const found = charts.find(slow, "1.0.0", ending.signal);
  // It may fail before anybody waits for it.
  found.catch(() => undefined);
  // The manifest comes, and what it names does not.
  while (registry.requests.length === before) await setImmediate();
  ending.abort();
  await expect(found).rejects.toMatchObject(late);
  registry.clearFaults();
  const asked = registry.requests.length;
  await expect(charts.versions(slow, ending.signal)).rejects.toMatchObject(late);
  expect(registry.requests).toHaveLength(asked);
  expect(await charts.versions(slow, new AbortController().signal)).toEqual(["1.0.0"]);
});

test("A registry that asks for patience is asked again when it says so", async () => {
  registry.pushChart("acme/charts/busy", { name: "busy", version: "1.0.0" });
  registry.inject({
    operation: "tags",
    fault: { kind: "secondary-limit", retryAfterSeconds: 60 },
    times: 1,
  });
  const error: unknown = await charts
    .versions(address("acme/charts/busy"))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Passing);
  expect(error).toMatchObject({ retryInMs: 60_000 });
});
