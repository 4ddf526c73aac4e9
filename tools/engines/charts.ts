import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./run.ts";

/** A chart to push. */
export interface NewChart {
  readonly name: string;
  readonly version: string;
  /** More of its Chart.yaml. */
  readonly fields?: object;
  /** Text by path, below the chart's folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Packs a chart and pushes it, with the helm of tools/external/pins.
 * @param to `oci://127.0.0.1:5000/acme/charts`
 * @param folder for the packed chart
 * @returns its manifest's digest, as helm says it
 */
export async function pushChart(
  to: string,
  { name, version, fields, files = {} }: NewChart,
  folder: string,
): Promise<string> {
  const home = join(folder, `${name}-${version}`);
  const all = { "Chart.yaml": JSON.stringify({ apiVersion: "v2", name, version, ...fields }), ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = join(home, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  await run("helm", ["package", join(home, name), "--destination", home]);
  const archive = join(home, `${name}-${version}.tgz`);
  // It tells on standard error what it has pushed.
  const said = await run("sh", ["-c", 'helm push "$0" "$1" --plain-http 2>&1', archive, to]);
  const [, digest] = /Digest: (sha256:[0-9a-f]{64})/.exec(said) ?? [];
  if (digest === undefined) throw new Error(`helm does not say the digest of ${name} ${version}:\n${said}`);
  return digest;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** A chart's manifest. @param repository `127.0.0.1:5000/acme/charts/shop` */
export async function manifestOf(repository: string, version: string): Promise<object> {
  const answer = await fetch(manifestUrl(repository, version), { headers: { accept: MANIFEST } });
  return JSON.parse(await answer.text());
}

/** Puts a manifest under a version's tag, with less ado than helm. */
export async function pushManifest(repository: string, version: string, manifest: object): Promise<void> {
  const answer = await fetch(manifestUrl(repository, version), {
    method: "PUT",
    headers: { "content-type": MANIFEST },
    body: JSON.stringify(manifest),
  });
  if (!answer.ok) throw new Error(`${repository} does not take ${version}: ${await answer.text()}`);
}

function manifestUrl(repository: string, version: string): string {
  const [host = "", ...path] = repository.split("/");
  return `http://${host}/v2/${path.join("/")}/manifests/${version.replaceAll("+", "_")}`;
}
