import { step } from "../../../lib/store/step.ts";
import { parsedJson, textAt } from "../narrow.ts";
import { messageOf, Passing } from "../trouble.ts";
import type { ImageAddress } from "./reference.ts";

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

export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const TIMEOUT_MS = 10_000;

/** The digest that a registry gives with a manifest. @param what for people @throws RegistryRefusal */
export function digestOf({ headers, url }: Response, what: string): string {
  const digest = headers.get("docker-content-digest");
  if (digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new RegistryRefusal(`${new URL(url).host} gave no digest for ${what}`);
}

/** One look-up: the token that the first answer asks for serves the others. */
export class RegistrySession {
  readonly #address: ImageAddress;
  readonly #logins: Logins;
  readonly #deadline: AbortSignal | undefined;
  #authorization: string | undefined;

  /** @param deadline ends all of its requests; by default each has a time of its own */
  constructor(address: ImageAddress, logins: Logins, deadline?: AbortSignal) {
    this.#address = address;
    this.#logins = logins;
    this.#deadline = deadline;
  }

  /** Looks something up with it, answers and their bodies. @throws Passing once the deadline is over, RegistryRefusal */
  async lookUp<T>(look: (session: this) => Promise<T>): Promise<T> {
    try {
      return await step("registry.look up", () => look(this));
    } catch (error) {
      if (this.#deadline?.aborted !== true) throw error;
      throw new Passing(
        `${this.#address.host} has not answered in time: ask again later, and check that the server reaches it`,
        { cause: error },
      );
    }
  }

  /**
   * @param path below the repository: `manifests/1.4.2`
   * @returns undefined for 404
   * @throws RegistryRefusal, Passing
   */
  async get(path: string, accept: string): Promise<Response | undefined> {
    const { url, repository } = this.#address;
    return await this.#get(`${url}/v2/${repository}/${path}`, accept);
  }

  /** The page that an answer says comes next; undefined after the last. @throws RegistryRefusal, Passing */
  async next(answer: Response): Promise<Response | undefined> {
    const [, link] = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "") ?? [];
    if (link === undefined) return undefined;
    const target = new URL(link, answer.url);
    // The token is for this registry alone.
    if (target.origin !== new URL(this.#address.url).origin) {
      throw new RegistryRefusal(`${this.#address.host} says that its next page is at ${target.origin}`);
    }
    return await this.#get(target.href, "application/json");
  }

  async #get(target: string, accept: string): Promise<Response | undefined> {
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
      const own = AbortSignal.timeout(TIMEOUT_MS);
      const signal = this.#deadline === undefined ? own : AbortSignal.any([own, this.#deadline]);
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
