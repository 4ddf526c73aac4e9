import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiResponse } from "../http/answer.ts";
import type { Fault } from "../http/fault.ts";
import type { Faults } from "../http/faults.ts";
import { withFault } from "../http/with-fault.ts";
import { identifyApp } from "./app-jwt.ts";
import type { Apps } from "./apps.ts";
import { Refusal } from "./errors.ts";
import { adviseGh } from "./gh-advice.ts";
import { secondaryLimit, type RateLimits, type RequestStamp } from "./limits.ts";
import type { RecordedRequest } from "./model.ts";
import { send } from "./send.ts";
import type { Credential, Tokens } from "./tokens.ts";

/** What all operations have in common about a request. */
export interface Operation {
  /** OpenAPI operation id, `graphql:<operation name>`, `git:<service>`, or `oidc:<what>`. */
  readonly id: string;
  /** Which hourly budget it spends; none for git and pages. */
  readonly resource: "core" | "graphql" | undefined;
  /** Whether it counts towards the limit on content creation. */
  readonly createsContent: boolean;
  /** GitHub's documentation of it. */
  readonly documentation: string;
  /**
   * What authorizes it: an API token by default, the JWT of an App, or something outside
   * the API.
   */
  readonly authorization?: "token" | "app" | "other";
}

/** Who asks, and how stale their reads are. */
export interface Caller {
  readonly credential: Credential | undefined;
  /** Reads show refs as they were then; undefined is now. */
  readonly asOf: Date | undefined;
}

/** Turns a refusal into the answer of this kind of operation (REST, GraphQL and git differ). */
export type Refuse = (refusal: Refusal, operation: Operation) => ApiResponse;

/** The path of every request: fault, credential, limits, the operation itself, log, answer. */
export class Exchange {
  readonly requests: RecordedRequest[] = [];
  readonly #tokens: Tokens;
  readonly #apps: Apps;
  readonly #limits: RateLimits;
  readonly #faults: Faults;
  readonly #clock: () => Date;
  readonly #apiUrl: () => string;

  constructor(parts: {
    readonly tokens: Tokens;
    readonly apps: Apps;
    readonly limits: RateLimits;
    readonly faults: Faults;
    readonly clock: () => Date;
    readonly apiUrl: () => string;
  }) {
    this.#tokens = parts.tokens;
    this.#apps = parts.apps;
    this.#limits = parts.limits;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
    this.#apiUrl = parts.apiUrl;
  }

  async serve(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
    refuse: Refuse,
    perform: (caller: Caller) => Promise<ApiResponse>,
  ): Promise<void> {
    reply.hijack();
    const stamp: RequestStamp = { id: newRequestId(), at: this.#clock() };
    const identity = await this.#identify(operation, request.headers.authorization);
    const credential = identity instanceof Refusal ? undefined : identity;
    const fault = this.#faults.strike(operation.id);
    const answer = async (): Promise<ApiResponse> => {
      try {
        if (identity instanceof Refusal) throw identity;
        this.#spend(operation, credential, stamp);
        const given = await perform({ credential, asOf: this.#readTime(fault) });
        if (given.status === NOT_MODIFIED) this.#refund(operation, credential);
        return given;
      } catch (error) {
        if (!(error instanceof Refusal)) return sandboxFailed(operation, error);
        return refuse(adviseGh(error, request, this.#apiUrl()), operation);
      }
    };
    const actor = credential?.grant.actor;
    const grant = operation.authorization === "app" ? undefined : credential?.grant;
    const leave = this.#limits.enter(actor ?? "");
    const limited = (seconds: number): ApiResponse => refuse(secondaryLimit(seconds, stamp.id), operation);
    const outcome =
      leave === undefined ? limited(CROWDED_SECONDS) : await withFault(fault, limited, answer).finally(leave);
    const { method, url } = request;
    const status = typeof outcome === "string" ? 0 : outcome.status;
    const { at } = stamp;
    const answeredAt = this.#clock();
    this.requests.push({ at, answeredAt, method, path: url, operation: operation.id, actor, grant, status });
    if (outcome === "drop") reply.raw.destroy();
    if (typeof outcome === "string") return;
    const budget = operation.resource && this.#limits.budget(credential, operation.resource);
    send(reply, outcome, {
      requestId: stamp.id,
      at: stamp.at,
      cut: fault?.kind === "cut",
      budget,
      resource: operation.resource,
    });
  }

  #identify(
    { authorization }: Operation,
    header: string | undefined,
  ): Promise<Credential | Refusal> | Credential | Refusal | undefined {
    if (authorization === "other") return undefined;
    return authorization === "app"
      ? identifyApp(this.#apps, header, this.#clock())
      : this.#tokens.identify(header);
  }

  #spend(operation: Operation, credential: Credential | undefined, stamp: RequestStamp): void {
    if (operation.resource !== undefined) this.#limits.spend(credential, operation.resource, stamp);
    if (operation.createsContent) this.#limits.spendContent(credential?.grant.actor ?? "", stamp);
  }

  /**
   * An unchanged answer does not count for those who say who they are.
   * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
   */
  #refund({ resource }: Operation, credential: Credential | undefined): void {
    if (resource !== undefined && credential !== undefined) this.#limits.refund(credential, resource);
  }

  #readTime(fault: Fault | undefined): Date | undefined {
    return fault?.kind === "stale-read" ? new Date(this.#clock().getTime() - fault.ms) : undefined;
  }
}

const NOT_MODIFIED = 304;
/** How long GitHub asks clients to wait after too many concurrent requests. */
const CROWDED_SECONDS = 60;

/** Five groups of four: `C620:D8D4:1FA9:1EAC:6AA0`. */
const newRequestId = (): string =>
  (randomBytes(10).toString("hex").toUpperCase().match(/.{4}/g) ?? []).join(":");

/** A bug in the sandbox itself: shown at once, never disguised as GitHub's. */
function sandboxFailed(operation: Operation, error: unknown): ApiResponse {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `the sandbox failed in ${operation.id}: ${reason}` } };
}
