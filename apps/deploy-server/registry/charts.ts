import { newestFirst, tagOfVersion, versionOfTag } from "../../../lib/deploys/flux/chart-version.ts";
import { at, listAt, parsedJson, textAt } from "../narrow.ts";
import { addressOf } from "./reference.ts";
import { digestOf, OCI_MANIFEST, RegistryRefusal, RegistrySession, type Logins } from "./session.ts";

/** A version of a chart, as its registry has it. */
export interface FoundChart {
  /** Of its manifest: `sha256:` and 64 hex. */
  readonly digest: string;
  /** When it was pushed, as its manifest says it: RFC 3339. */
  readonly created: string | undefined;
  /** What it deploys, as its Chart.yaml says it. */
  readonly appVersion: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  /** The address of what it is made from, as it says itself: any text. */
  readonly source: string | undefined;
}

/** https://github.com/helm/community/blob/main/hips/hip-0006.md */
const CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";
/** Helm takes it from the first of a chart's `sources`. */
const SOURCE = "org.opencontainers.image.source";
/** As many as registries give at once: https://docs.docker.com/registry/spec/api/ names no limit, and quay.io has 100. */
const TAGS_A_PAGE = 1_000;
/** A registry whose pages never end is broken. */
const MOST_PAGES = 1_000;
/** What a manifest says never changes: as many are kept as a page of versions shows. */
const KEPT = 1_000;

/** Looks charts up in OCI registries. */
export class ChartRegistry {
  readonly #logins: Logins;
  /** By digest: the one that was looked at longest ago comes first. */
  readonly #kept = new Map<string, FoundChart>();

  constructor(logins: Logins) {
    this.#logins = logins;
  }

  /**
   * All versions of a chart, newest first: a request for each page of tags, and one for a token.
   * @param chart `oci://ghcr.io/acme/charts/my-app`
   * @param deadline ends all of these requests together
   * @returns undefined where there is no such chart
   * @throws RegistryRefusal, Passing
   */
  async versions(chart: string, deadline?: AbortSignal): Promise<readonly string[] | undefined> {
    return this.#session(chart, deadline).lookUp((session) => this.#list(session, chart));
  }

  async #list(session: RegistrySession, chart: string): Promise<readonly string[] | undefined> {
    const tags: string[] = [];
    let page = await session.get(`tags/list?n=${TAGS_A_PAGE}`, "application/json");
    if (page === undefined) return undefined;
    for (let pages = 1; page !== undefined; pages += 1) {
      if (pages > MOST_PAGES) throw new RegistryRefusal(`the versions of ${chart} have no end`);
      tags.push(...listAt(parsedJson(await page.text()), "tags").filter((tag) => typeof tag === "string"));
      page = await session.next(page);
    }
    return newestFirst([...new Set(tags)]);
  }

  /**
   * A version of a chart: two requests, one of them only where its digest is new here, and one for a token.
   * @param deadline ends all of these requests together
   * @returns undefined where there is no such version
   * @throws RegistryRefusal where what is there is no chart, or another; Passing
   */
  async find(chart: string, version: string, deadline?: AbortSignal): Promise<FoundChart | undefined> {
    return this.#session(chart, deadline).lookUp((session) => this.#find(session, chart, version));
  }

  async #find(session: RegistrySession, chart: string, version: string): Promise<FoundChart | undefined> {
    const manifest = await session.get(`manifests/${tagOfVersion(version)}`, OCI_MANIFEST);
    if (manifest === undefined) return undefined;
    const what = `${chart} ${version}`;
    const digest = digestOf(manifest, what);
    const known = this.#kept.get(digest);
    const found = known ?? {
      digest,
      ...(await readChart(session, await manifest.text(), { what, version })),
    };
    this.#keep(found);
    return found;
  }

  #session(chart: string, deadline: AbortSignal | undefined): RegistrySession {
    return new RegistrySession(addressOf(chart.replace(/^oci:\/\//, "")), this.#logins, deadline);
  }

  #keep(chart: FoundChart): void {
    this.#kept.delete(chart.digest);
    this.#kept.set(chart.digest, chart);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

async function readChart(
  session: RegistrySession,
  text: string,
  { what, version }: { readonly what: string; readonly version: string },
): Promise<Omit<FoundChart, "digest">> {
  const manifest = parsedJson(text);
  const type = textAt(manifest, "config", "mediaType");
  const digest = textAt(manifest, "config", "digest");
  if (type !== CHART_CONFIG || digest === undefined) {
    throw new RegistryRefusal(`${what} is no chart: its config is ${type ?? "not there"}`);
  }
  const config = await session.get(`blobs/${digest}`, "*/*");
  const chart = config === undefined ? undefined : parsedJson(await config.text());
  const own = textAt(chart, "version");
  if (own === undefined || versionOfTag(own) !== versionOfTag(version)) {
    throw new RegistryRefusal(`what the registry has as ${what} calls itself ${own ?? "nothing"}`);
  }
  return {
    created: textAt(manifest, "annotations", "org.opencontainers.image.created"),
    appVersion: textAt(chart, "appVersion"),
    source: textAt(manifest, "annotations", SOURCE) ?? textAt(chart, "sources", 0),
    annotations: Object.fromEntries(
      Object.entries(at(chart, "annotations") ?? {}).filter(([, value]) => typeof value === "string"),
    ),
  };
}
