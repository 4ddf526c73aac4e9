import { step } from "../../../lib/store/step.ts";
import { at, listAt, parsedJson, textAt } from "../narrow.ts";
import { messageOf, Passing } from "../trouble.ts";
import { addressOf, type ImageAddress } from "./reference.ts";

/** What the registry has under a tag. */
export interface FoundImage {
  /** `sha256:` and 64 hex: of the manifest, or of the index of all platforms. */
  readonly digest: string;
  /** The image's own label `org.opencontainers.image.revision`, where it has one. */
  readonly revision: string | undefined;
}

/** The registry said no, for good. */
export class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** @param host as images name it: `ghcr.io` */
export type Logins = (host: string) => Login | undefined;

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const TIMEOUT_MS = 10_000;
const REVISION = "org.opencontainers.image.revision";

/** Looks images up in OCI registries, by the token flow of the distribution specification. */
export class RegistryClient {
  readonly #logins: Logins;

  constructor(logins: Logins) {
    this.#logins = logins;
  }

  /**
   * What a tag leads to now: two requests where the registry is open, and one for a token; three more for the label.
   * @param image with its tag: `ghcr.io/acme/my-app:main-1a2b3c4`
   * @returns undefined where there is no such tag
   * @throws RegistryRefusal, Passing
   */
  async find(image: string): Promise<FoundImage | undefined> {
    const address = addressOf(image);
    const session = new Session(address, this.#logins);
    const manifest = await session.get(`manifests/${address.tag}`, MANIFESTS);
    if (manifest === undefined) return undefined;
    const digest = manifest.headers.get("docker-content-digest");
    if (digest === null || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new RegistryRefusal(`${address.host} gave no digest for ${image}`);
    }
    return { digest, revision: await revisionOf(session, await manifest.text()) };
  }
}

/** The label is in the config: that of the first image where an index lists several platforms. */
async function revisionOf(session: Session, manifest: string): Promise<string | undefined> {
  const document = parsedJson(manifest);
  const annotation = textAt(document, "annotations", REVISION);
  if (annotation !== undefined) return annotation;
  const platform = listAt(document, "manifests")
    .filter((one) => textAt(one, "platform", "os") !== "unknown")
    .map((one) => textAt(one, "digest"))[0];
  if (platform !== undefined) {
    const image = await session.get(`manifests/${platform}`, MANIFESTS);
    return image === undefined ? undefined : await revisionOf(session, await image.text());
  }
  const config = textAt(document, "config", "digest");
  if (config === undefined) return undefined;
  const blob = await session.get(`blobs/${config}`, "*/*");
  const labels = blob === undefined ? undefined : at(parsedJson(await blob.text()), "config", "Labels");
  return textAt(labels, REVISION);
}

/** One look-up: the token that the first answer asks for serves the others. */
class Session {
  readonly #address: ImageAddress;
  readonly #logins: Logins;
  #authorization: string | undefined;

  constructor(address: ImageAddress, logins: Logins) {
    this.#address = address;
    this.#logins = logins;
  }

  /** @returns undefined for 404 */
  async get(path: string, accept: string): Promise<Response | undefined> {
    const { url, repository } = this.#address;
    const target = `${url}/v2/${repository}/${path}`;
    let answer = await this.#send(target, accept);
    if (answer.status === 401 && this.#authorization === undefined) {
      this.#authorization = await this.#authorize(answer.headers.get("www-authenticate") ?? "");
      answer = await this.#send(target, accept);
    }
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw this.#fault(answer, target);
    return answer;
  }

  async #send(target: string, accept: string): Promise<Response> {
    const authorization = this.#authorization;
    return await this.#fetch(target, { accept, ...(authorization !== undefined && { authorization }) });
  }

  async #authorize(challenge: string): Promise<string> {
    const { host } = this.#address;
    const login = this.#logins(host);
    const basic = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
    if (/^basic\b/i.test(challenge)) {
      if (basic === undefined) throw new RegistryRefusal(`${host} asks for a login: give the server one`);
      return basic;
    }
    const parameter = (name: string): string | undefined =>
      new RegExp(`\\b${name}="([^"]*)"`).exec(challenge)?.[1];
    const realm = parameter("realm");
    if (realm === undefined || !URL.canParse(realm)) {
      throw new RegistryRefusal(`${host} does not say where its tokens come from`);
    }
    const target = new URL(realm);
    for (const name of ["service", "scope"]) {
      const value = parameter(name);
      if (value !== undefined) target.searchParams.set(name, value);
    }
    // A login is for the registry's own token service alone, and never goes in plain text.
    const isOurs = target.protocol === "https:" || target.host === new URL(this.#address.url).host;
    const answer = await this.#fetch(
      target.href,
      basic !== undefined && isOurs ? { authorization: basic } : {},
    );
    if (!answer.ok) throw this.#fault(answer, target.origin + target.pathname);
    const body = parsedJson(await answer.text());
    const token = textAt(body, "token") ?? textAt(body, "access_token");
    if (token === undefined) throw new RegistryRefusal(`${host} gave no token`);
    return `Bearer ${token}`;
  }

  async #fetch(target: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await step("registry.fetch", () => fetch(target, { headers: { ...headers }, signal }));
    } catch (error) {
      throw new Passing(`${this.#address.host} did not answer: ${messageOf(error)}`, { cause: error });
    }
  }

  #fault({ status, headers }: Response, target: string): Error {
    const { host, repository } = this.#address;
    if (status === 429 || status >= 500) {
      const seconds = Number(headers.get("retry-after"));
      const retryInMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
      return new Passing(`${host} answered ${status}`, { ...(retryInMs !== undefined && { retryInMs }) });
    }
    const next =
      status === 401 || status === 403
        ? `: the server's login for ${host} must be able to pull ${repository}`
        : "";
    return new RegistryRefusal(`${host} answered ${status} to ${target}${next}`);
  }
}
