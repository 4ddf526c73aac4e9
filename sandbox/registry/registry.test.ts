import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../github/testing.ts";
import { manualClock } from "../http/clock.ts";
import { startRegistry, type Registry } from "./start.ts";
import { OCI_MANIFEST } from "./store.ts";

const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ clock });
});
afterAll(() => registry.close());

/** Asks as a client does: without a token first, then with the one that the challenge leads to. */
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
});
