import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, Refusal } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { type RateLimits, type RequestStamp, secondaryLimit } from "./limits.ts";
import type { Fault, RecordedRequest } from "./model.ts";
import { send } from "./send.ts";
import type { Credential, Tokens } from "./tokens.ts";

/** What one request asks for, as far as all operations have it in common. */
export interface Operation {
  /** OpenAPI operation id, `graphql:<operation name>`, or `git:<service>`. */
  readonly id: string;
  /** Which hourly budget it spends; none for git and pages. */
  readonly resource: "core" | "graphql" | undefined;
  /** Whether it counts towards the limit on content creation. */
  readonly createsContent: boolean;
  /** GitHub's documentation of it. */
  readonly documentation: string;
}

/** Who asks, and how far behind their reads are to be. */
export interface Caller {
  readonly credential: Credential | undefined;
  /** Reads show refs as they were then; undefined is now. */
  readonly asOf: Date | undefined;
}

/** Turns a refusal into the answer of this kind of operation (REST, GraphQL and git differ). */
export type Refuse = (refusal: Refusal, operation: Operation) => Answer;

/** The way of every request: fault, credential, limits, the operation itself, log, answer. */
export class Exchange {
  readonly requests: RecordedRequest[] = [];
  readonly #tokens: Tokens;
  readonly #limits: RateLimits;
  readonly #faults: Faults;
  readonly #clock: () => Date;

  constructor(parts: {
    readonly tokens: Tokens;
    readonly limits: RateLimits;
    readonly faults: Faults;
    readonly clock: () => Date;
  }) {
    this.#tokens = parts.tokens;
    this.#limits = parts.limits;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
  }

  async serve(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
    refuse: Refuse,
    perform: (caller: Caller) => Promise<Answer>,
  ): Promise<void> {
    reply.hijack();
    const id = randomBytes(10)
      .toString("hex")
      .toUpperCase()
      .replace(/(.{4})(?=.)/g, "$1:");
    const stamp: RequestStamp = { id, at: this.#clock() };
    const fault = this.#faults.strike(operation.id);
    const authorization = request.headers.authorization;
    let credential: Credential | undefined;
    const answerOrRefuse = async (): Promise<Answer> => {
      try {
        credential = this.#tokens.authenticate(authorization);
        return await this.#perform(operation, credential, stamp, fault, perform);
      } catch (error) {
        return error instanceof Refusal ? refuse(error, operation) : sandboxFailed(operation, error);
      }
    };
    const answer = await this.#withFault(fault, stamp, operation, refuse, answerOrRefuse);
    this.requests.push({
      at: stamp.at,
      method: request.method,
      path: request.url,
      operation: operation.id,
      actor: credential?.grant.actor,
      status: typeof answer === "string" ? 0 : answer.status,
    });
    if (answer === "drop") reply.raw.destroy();
    if (typeof answer === "string") return;
    const budget = operation.resource && this.#limits.budget(credential, operation.resource);
    send(reply, answer, { requestId: id, budget, resource: operation.resource });
  }

  async #perform(
    operation: Operation,
    credential: Credential | undefined,
    stamp: RequestStamp,
    fault: Fault | undefined,
    perform: (caller: Caller) => Promise<Answer>,
  ): Promise<Answer> {
    const actor = credential?.grant.actor ?? "";
    const leave = this.#limits.enter(actor, stamp);
    try {
      if (operation.resource !== undefined) this.#limits.spend(credential, operation.resource, stamp);
      if (operation.createsContent) this.#limits.spendContent(actor, stamp);
      const late = fault?.kind === "stale-read" ? fault.ms : undefined;
      return await perform({
        credential,
        asOf: late === undefined ? undefined : new Date(this.#clock().getTime() - late),
      });
    } finally {
      leave();
    }
  }

  /** What goes out in the end: an answer, a closed socket, or nothing at all. */
  async #withFault(
    fault: Fault | undefined,
    stamp: RequestStamp,
    operation: Operation,
    refuse: Refuse,
    answer: () => Promise<Answer>,
  ): Promise<Answer | "drop" | "hang"> {
    if (fault === undefined || fault.kind === "stale-read") return answer();
    if (fault.kind === "hang") return "hang";
    if (fault.kind === "status") return brokenAnswer(fault.status, fault.message, fault.headers);
    if (fault.kind === "secondary-limit") {
      return refuse(secondaryLimit(fault.retryAfterSeconds, stamp.id), operation);
    }
    if (fault.kind === "drop" && fault.when === "before") return "drop";
    const real = await answer();
    if (fault.kind === "drop") return "drop";
    if (fault.kind === "status-after") return brokenAnswer(fault.status);
    await sleep(fault.ms, undefined, { ref: false });
    return real;
  }
}

/** A mistake in the sandbox itself: shown at once, never dressed up as GitHub's. */
function sandboxFailed(operation: Operation, error: unknown): Answer {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `the sandbox failed in ${operation.id}: ${reason}` } };
}

/** What GitHub's front door says when something behind it is broken. */
const MESSAGES: Readonly<Record<number, string>> = {
  500: "Server Error",
  502: "Server Error",
  503: "No server is currently available to service your request. Sorry about that. Please try refreshing and contact us if the problem persists.",
};

const brokenAnswer = (
  status: number,
  message = MESSAGES[status] ?? "",
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, headers, body: { message } });
