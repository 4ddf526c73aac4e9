import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { manualClock } from "../http/clock.ts";
import { send, type TestAnswer } from "../http/testing.ts";
import { startRegistry, type Registry } from "./start.ts";
import { OCI_INDEX, OCI_MANIFEST } from "./store.ts";

const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ clock });
});
afterAll(() => registry.close());

/** Asks as a client does: first without a token, then with the one that the challenge leads to. */
async function pull(
  path: string,
  {
    accept = OCI_MANIFEST,
    method = "GET",
    login,
  }: { readonly accept?: string; readonly method?: string; readonly login?: string } = {},
): Promise<TestAnswer> {
  const first = await send(registry.url + path, { method, headers: { accept } });
  const [, realm = "", service = "", scope = ""] =
    /^Bearer realm="([^"]+)",service="([^"]+)",scope="([^"]+)"$/.exec(
      first.headers.get("www-authenticate") ?? "",
    ) ?? [];
  expect(first.status).toBe(401);
  const { json } = await send(`${realm}?${new URLSearchParams({ service, scope }).toString()}`, {
    headers: login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` },
  });
  return await send(registry.url + path, {
    method,
    headers: { accept, authorization: `Bearer ${json.token}` },
  });
}

describe("a public repository", () => {
  test("gives a manifest's digest by its tag, and the revision in its config", async () => {
    const labels = { "org.opencontainers.image.revision": "1".repeat(40) };
    const digest = registry.push("acme/my-app", "main-1111111", { labels });
    const other = registry.push("acme/my-app", "main-2222222", {
      labels: { "org.opencontainers.image.revision": "2".repeat(40) },
    });
    expect(other).not.toBe(digest);
    const head = await pull("/v2/acme/my-app/manifests/main-1111111", { method: "HEAD" });
    expect([
      head.status,
      head.headers.get("docker-content-digest"),
      head.headers.get("content-type"),
      head.text,
    ]).toEqual([200, digest, OCI_MANIFEST, ""]);
    const manifest = await pull(`/v2/acme/my-app/manifests/${digest}`);
    const config = await pull(
      `/v2/acme/my-app/blobs/${(JSON.parse(manifest.text) as { config: { digest: string } }).config.digest}`,
    );
    expect(JSON.parse(config.text)).toMatchObject({ config: { Labels: labels } });
    const absent = await pull("/v2/acme/my-app/manifests/main-3333333");
    expect([absent.status, absent.json.errors]).toEqual([
      404,
      [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown", detail: { Tag: "main-3333333" } }],
    ]);
  });

  test("gives an index only to clients that accept one", async () => {
    const digest = registry.push("library/worker", "v1", { platforms: ["linux/amd64", "linux/arm64/v8"] });
    expect(await pull("/v2/library/worker/manifests/v1")).toMatchObject({ status: 404 });
    const index = await pull("/v2/library/worker/manifests/v1", {
      accept: `${OCI_MANIFEST}, ${OCI_INDEX};q=0.5`,
    });
    expect([index.headers.get("docker-content-digest"), index.headers.get("content-type")]).toEqual([
      digest,
      OCI_INDEX,
    ]);
    const { manifests } = JSON.parse(index.text) as {
      manifests: { readonly digest: string; readonly platform: object }[];
    };
    expect(manifests.map(({ platform }) => platform)).toEqual([
      { architecture: "amd64", os: "linux" },
      { architecture: "arm64", os: "linux", variant: "v8" },
    ]);
    expect((await pull(`/v2/library/worker/manifests/${manifests[1]?.digest}`)).status).toBe(200);
  });

  test("lists its tags in order of arrival, in pages", async () => {
    for (const tag of ["v2", "v10", "v1", "latest", "v3"]) registry.push("acme/tagged", tag);
    const tags: string[] = [];
    let path: string | undefined = "/v2/acme/tagged/tags/list?n=2";
    while (path !== undefined) {
      const page: TestAnswer = await pull(path);
      tags.push(...(page.json.tags as string[]));
      path = /^<([^>]+)>; rel="next"$/.exec(page.headers.get("link") ?? "")?.[1];
    }
    expect(tags).toEqual(["v2", "v10", "v1", "latest", "v3"]);
  });
});

describe("a private repository", () => {
  beforeAll(() => {
    registry.push("acme/secret", "v1");
    registry.push("acme/other", "v1");
    registry.makePrivate("acme/secret");
    registry.makePrivate("acme/other");
    registry.addUser("bot", "pass:word", ["acme/secret"]);
  });

  test("is open only to its user", async () => {
    expect((await pull("/v2/acme/secret/manifests/v1", { login: "bot:pass:word" })).status).toBe(200);
    expect((await pull("/v2/acme/secret/manifests/v1")).status).toBe(401);
    expect((await pull("/v2/acme/other/manifests/v1", { login: "bot:pass:word" })).status).toBe(401);
    const wrong = await send(`${registry.url}/token?service=x&scope=repository:acme/secret:pull`, {
      headers: { authorization: `Basic ${btoa("bot:wrong")}` },
    });
    expect([wrong.status, wrong.json.errors[0].code]).toEqual([401, "UNAUTHORIZED"]);
  });

  test("is closed once the token is five minutes old", async () => {
    const { json } = await send(`${registry.url}/token?service=x&scope=repository:acme/secret:pull`, {
      headers: { authorization: `Basic ${btoa("bot:pass:word")}` },
    });
    const look = (): Promise<TestAnswer> =>
      send(`${registry.url}/v2/acme/secret/tags/list`, {
        headers: { authorization: `Bearer ${json.token}` },
      });
    expect((await look()).status).toBe(200);
    clock.advance(300_000);
    expect((await look()).status).toBe(401);
  });
});

test("says how long to wait after too many requests", async () => {
  registry.inject({
    operation: "manifests",
    fault: { kind: "secondary-limit", retryAfterSeconds: 30 },
    times: 1,
  });
  const limited = await send(`${registry.url}/v2/acme/my-app/manifests/main-1111111`);
  expect([limited.status, limited.headers.get("retry-after"), limited.json.errors[0].code]).toEqual([
    429,
    "30",
    "TOOMANYREQUESTS",
  ]);
  expect((await send(`${registry.url}/v2/acme/my-app/manifests/main-1111111`)).status).toBe(401);
});

test("refuses what it does not know", async () => {
  const { json } = await send(`${registry.url}/v2/_catalog`);
  expect(json.errors[0].message).toBe("sandbox does not know GET /v2/_catalog");
});
