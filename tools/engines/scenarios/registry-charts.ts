import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChartRegistry } from "../../../apps/deploy-server/registry/charts.ts";
import type { Login } from "../../../apps/deploy-server/registry/session.ts";
import { isPrerelease } from "../../../lib/deploys/flux/chart-version.ts";
import { createCertificate } from "../certificate.ts";
import { manifestOf, pushChart, pushManifest } from "../charts.ts";
import { startRegistryFront, type RegistryFront } from "../registry-front.ts";
import { startRegistry } from "../registry.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const NAME = "shop";
const REPOSITORY = `acme/charts/${NAME}`;
const REGISTRY = "registry-charts";
const LOGIN = { user: "puller", password: "a password" };
const TAGS_A_PAGE = 100;

/** The newest, the newest release, and two that say what they were built from: helm pushes these. */
const BY_HELM = ["10.0.0-rc.1", "9.10.0", "1.4.2+build.7", "1.4.2+build.10"];

/** The others of 1,000, the oldest first: by how they are made, and not by any sorting. */
const VERSIONS = Array.from({ length: 100 }, (_, index) => `${Math.floor(index / 10)}.${index % 10}`)
  .flatMap((minor) => [
    `${minor}.0-alpha.2`,
    `${minor}.0-alpha.10`,
    `${minor}.0-rc.1`,
    ...[0, 1, 2, 3, 4, 9, 10].map((patch) => `${minor}.${patch}`),
  ])
  .slice(BY_HELM.length);

const NEWEST_FIRST = [
  "10.0.0-rc.1",
  "9.10.0",
  ...VERSIONS.toReversed().flatMap((version) =>
    version === "1.4.2" ? ["1.4.2+build.10", "1.4.2+build.7", version] : [version],
  ),
];

export const registryCharts: Scenario = {
  name: REGISTRY,
  shows:
    "1,000 versions of a chart come in order, in as few requests as there are pages, from an open registry and from private ones with a token or a login; digests and Chart.yaml are what helm says",
  run: async (world) => {
    const folder = join(world.processes.folder, "charts");
    const open = await startRegistry(world.processes, { name: REGISTRY });
    for (const version of BY_HELM) {
      const annotations = { "artifacthub.io/changes": `- What ${version} changes\n` };
      const fields = { appVersion: `app of ${version}`, annotations };
      await pushChart(`oci://${open}/acme/charts`, { name: NAME, version, fields }, folder);
    }
    await pushOthers(`${open}/${REPOSITORY}`);
    await withFront(world, {}, async (front) => {
      front.serve(open);
      await checkOpen(front);
      await checkAgainstHelm(front, folder);
    });
    await checkPrivate(world, "token");
    await checkPrivate(world, "basic");
  },
};

/** In no order, several at once. */
async function pushOthers(repository: string): Promise<void> {
  const manifest = await manifestOf(repository, "9.10.0");
  const shuffled = VERSIONS.map((_, index) => VERSIONS[(index * 389) % VERSIONS.length] ?? "");
  assert.equal(new Set(shuffled).size, VERSIONS.length);
  for (let at = 0; at < shuffled.length; at += 8) {
    await Promise.all(
      shuffled
        .slice(at, at + 8)
        .map((version) => pushManifest(repository, version, { ...manifest, annotations: { version } })),
    );
  }
}

async function withFront(
  { processes }: World,
  { tagsAPage }: { readonly tagsAPage?: number },
  act: (front: RegistryFront, bundle: string) => Promise<void>,
): Promise<void> {
  const folder = join(processes.folder, "registry-front");
  mkdirSync(folder, { recursive: true });
  const certificate = await createCertificate(folder);
  const paged = tagsAPage === undefined ? {} : { tagsAPage };
  const front = await startRegistryFront({ certificate, login: LOGIN, ...paged });
  try {
    await act(front, join(folder, "tls.pem"));
  } finally {
    await front.close();
  }
}

const chartAt = ({ host }: RegistryFront): string => `oci://${host}/${REPOSITORY}`;

/** Debian's registry gives all tags at once, whatever is asked. */
async function checkOpen(front: RegistryFront): Promise<void> {
  const charts = new ChartRegistry(() => undefined);
  assert.deepEqual(await charts.versions(chartAt(front)), NEWEST_FIRST);
  assert.deepEqual(front.requests, [`GET /v2/${REPOSITORY}/tags/list?n=1000 200`]);
  assert.equal(NEWEST_FIRST.length, 1_000);
  assert.equal(NEWEST_FIRST.filter(isPrerelease).length, 298);
}

async function checkAgainstHelm(front: RegistryFront, folder: string): Promise<void> {
  const charts = new ChartRegistry(() => undefined);
  const helm = (...args: readonly string[]): Promise<string> =>
    run("sh", ["-c", 'exec helm "$@" --plain-http 2>&1', "sh", ...args]);
  for (const version of BY_HELM) {
    const before = front.requests.length;
    const found = await charts.find(chartAt(front), version);
    assert.equal(front.requests.length - before, 2);
    const pulled = await helm("pull", chartAt(front), "--version", version, "--destination", folder);
    assert.ok(pulled.includes(`Digest: ${found?.digest ?? "none"}`), pulled);
    const shown = await helm("show", "chart", chartAt(front), "--version", version);
    assert.ok(shown.includes(`appVersion: ${found?.appVersion ?? "none"}\n`), shown);
    assert.deepEqual(found?.annotations, { "artifacthub.io/changes": `- What ${version} changes\n` });
  }
  assert.equal(await charts.find(chartAt(front), "9.10.1"), undefined);
  await assert.rejects(helm("show", "chart", chartAt(front), "--version", "9.10.1"), /9\.10\.1/);
  // What helm takes where nobody names a version: the newest, and the newest that is no pre-release.
  const newest = await helm("show", "chart", chartAt(front), "--devel");
  assert.match(newest, /^version: 10\.0\.0-rc\.1$/m);
  const released = await helm("show", "chart", chartAt(front));
  const ours = NEWEST_FIRST.find((version) => !isPrerelease(version));
  assert.ok(released.includes(`version: ${ours ?? "none"}\n`), released);
}

/** The same content behind a login, in pages. */
async function checkPrivate(world: World, kind: "token" | "basic"): Promise<void> {
  await withFront(world, { tagsAPage: TAGS_A_PAGE }, async (front, bundle) => {
    const auth = kind === "token" ? front.tokenAuth(bundle) : await basicAuth(world);
    const name = `${REGISTRY}-${kind}`;
    front.serve(await startRegistry(world.processes, { name, auth, contentOf: REGISTRY }));
    const versions = (login: Login | undefined): Promise<readonly string[] | undefined> =>
      new ChartRegistry((host) => (host === front.host ? login : undefined)).versions(chartAt(front));
    await assert.rejects(
      versions(undefined),
      kind === "token" ? MUST_PULL : /asks for a login: give the server one$/,
    );
    await assert.rejects(versions({ ...LOGIN, password: "another" }), MUST_PULL);
    const before = front.requests.length;
    assert.deepEqual(await versions(LOGIN), NEWEST_FIRST);
    const statuses = front.requests.slice(before).map((line) => line.replace(/\?.* /, " "));
    const list = `GET /v2/${REPOSITORY}/tags/list`;
    assert.deepEqual(statuses, [
      `${list} 401`,
      ...(kind === "token" ? ["GET /token 200"] : []),
      ...Array.from({ length: 1_000 / TAGS_A_PAGE }, () => `${list} 200`),
    ]);
  });
}

const MUST_PULL = new RegExp(
  `answered 401 to .*: the server's login for .* must be able to pull ${REPOSITORY}$`,
);

/** The registry takes bcrypt alone, which libcrypt has, and perl gives. */
async function basicAuth({ processes }: World): Promise<object> {
  const program = "chomp(my $secret = <STDIN>); print crypt($secret, '$2b$05$' . 'engines' x 3 . 'e')";
  const hash = await run("perl", ["-e", program], { input: LOGIN.password });
  const path = join(processes.folder, "registry.htpasswd");
  writeFileSync(path, `${LOGIN.user}:${hash}\n`, { mode: 0o600 });
  return { htpasswd: { realm: "registry", path } };
}
