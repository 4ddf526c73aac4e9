import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startRegistry } from "../registry.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "{}";

export const registry: Scenario = {
  name: "registry",
  shows: "an image's tag leads to its digest, a tag that is not there does not, and a deleted one is gone",
  run: async ({ processes }) => {
    const address = await startRegistry(processes);
    const base = `http://${address}/v2/acme/shop`;
    const upload = headerOf(
      await curl(["--request", "POST", "--include", `${base}/blobs/uploads/`]),
      "location",
    );
    await curl([
      "--request",
      "PUT",
      ...body("application/octet-stream", CONFIG),
      `${upload}&digest=${digestOf(CONFIG)}`,
    ]);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest: digestOf(CONFIG),
        size: CONFIG.length,
      },
      layers: [],
    });
    for (const tag of ["main-1a2b3c4", "v2"])
      await curl(["--request", "PUT", ...body(MANIFEST, manifest), `${base}/manifests/${tag}`]);
    // In no order.
    const { tags }: { readonly tags: readonly string[] } = JSON.parse(await curl([`${base}/tags/list`]));
    assert.deepEqual(tags.toSorted(), ["main-1a2b3c4", "v2"]);
    const found = await curl(["--head", "--header", `accept: ${MANIFEST}`, `${base}/manifests/main-1a2b3c4`]);
    assert.equal(headerOf(found, "docker-content-digest"), digestOf(manifest));
    await assert.rejects(curl(["--head", `${base}/manifests/main-1a2b3c5`]), /404/);
    await curl(["--request", "DELETE", `${base}/manifests/${digestOf(manifest)}`]);
    await assert.rejects(curl(["--head", "--header", `accept: ${MANIFEST}`, `${base}/manifests/v2`]), /404/);
  },
};

const digestOf = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Without a type, curl says that it is a form. */
const body = (type: string, text: string): readonly string[] => [
  "--header",
  `content-type: ${type}`,
  "--data-binary",
  text,
];

const curl = (args: readonly string[]): Promise<string> =>
  run("curl", ["--silent", "--show-error", "--fail", ...args]);

function headerOf(answer: string, name: string): string {
  const [, value] = new RegExp(`^${name}: (.*?)\\r?$`, "im").exec(answer) ?? [];
  return value ?? assert.fail(`the answer has no ${name}:\n${answer}`);
}
