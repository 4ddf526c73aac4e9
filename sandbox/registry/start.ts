import { systemClock, type Clock } from "../http/clock.ts";
import { Desk, type DeskRecord } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import { RegistryError, unknownToSandbox } from "./errors.ts";
import { answerPull, answerToken, parsePath, type World } from "./pull.ts";
import { RepositoryStore, type NewChart, type NewImage } from "./store.ts";
import { Tokens } from "./tokens.ts";

export interface RegistryOptions {
  /** Defaults to a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Whether `tags/list` honours `n` and paginates with `Link`; Debian's docker-registry 2.8 does not. */
  readonly pages?: boolean;
  /** Names without a slash are under `library/`, and missing repositories look private, as on Docker Hub. */
  readonly isHub?: boolean;
}

/** A local OCI distribution registry, for pulling. */
export interface Registry {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`, as images name it. */
  readonly host: string;
  readonly requests: readonly DeskRecord[];
  /** Creates the repository if there is none. @returns the digest that the tag now names */
  push(repository: string, tag: string, image?: NewImage): string;
  /** The same for a chart, under its version's tag. */
  pushChart(repository: string, chart: NewChart): string;
  /** Another name for an existing image. */
  tag(repository: string, tag: string, digest: string): void;
  deleteTag(repository: string, tag: string): void;
  /** All its content, to push to another registry. */
  content(): ReadonlyMap<string, RepositoryStore>;
  /** Only these users may pull from it. */
  makePrivate(repository: string): void;
  addUser(name: string, password: string, repositories: readonly string[]): void;
  /** Each request of `*` or of one kind (`manifests`, `blobs`, `tags`, `token`, `base`) can be made to fail. */
  inject(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

/** On every answer, unless it is not JSON. */
const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "docker-distribution-api-version": "registry/2.0",
};

/** Starts a registry on 127.0.0.1. It serves what pulling asks for, and refuses the rest with 405. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { clock = systemClock, pages = true, isHub = false } = options;
  const world: World = {
    repositories: new Map(),
    privates: new Set(),
    tokens: new Tokens(clock),
    pages,
    isHub,
    url: "",
  };
  const desk = new Desk({
    clock,
    port: options.port,
    headers: () => HEADERS,
    limited: (seconds) =>
      new RegistryError("TOOMANYREQUESTS", "You have reached your pull rate limit.", {
        headers: { "retry-after": String(seconds) },
      }).answer,
    refuse: (error) => {
      if (error instanceof RegistryError) return error.answer;
      throw error;
    },
    unknown: ({ method, url }) => unknownToSandbox(`${method} ${url.pathname}`).answer,
  });
  desk.route({
    method: "GET",
    path: "/token",
    operation: "token",
    answer: (request) => answerToken(world, request),
  });
  for (const method of ["GET", "HEAD"] as const)
    desk.route({
      method,
      path: "/v2/*",
      operation: (request) => parsePath(request).kind,
      answer: (request) => answerPull(world, request),
    });
  world.url = await desk.listen();
  const storeFor = (name: string): RepositoryStore => {
    const store = world.repositories.get(name) ?? new RepositoryStore();
    world.repositories.set(name, store);
    return store;
  };
  const repository = (name: string): RepositoryStore => {
    const found = world.repositories.get(name);
    if (found === undefined) throw new Error(`there is no repository ${name}`);
    return found;
  };
  return {
    url: world.url,
    host: new URL(world.url).host,
    requests: desk.requests,
    push: (name, tag, image = {}) => storeFor(name).push(tag, image),
    pushChart: (name, chart) => storeFor(name).pushChart(chart),
    tag: (name, tag, digest) => {
      if (!repository(name).manifests.has(digest)) throw new Error(`${name} has no manifest ${digest}`);
      repository(name).tags.set(tag, digest);
    },
    content: () => world.repositories,
    deleteTag: (name, tag) => void repository(name).tags.delete(tag),
    makePrivate: (name) => void world.privates.add(name),
    addUser: (name, password, repositories) => world.tokens.addUser(name, password, repositories),
    inject: (rule) => desk.inject(rule),
    clearFaults: () => desk.clearFaults(),
    close: () => desk.close(),
  };
}
