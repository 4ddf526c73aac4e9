import type { IncomingHttpHeaders, Server, ServerResponse } from "node:http";
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HTTPMethods,
} from "fastify";
import type { ApiResponse } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { FaultRule } from "./fault.ts";
import { Faults, seededRandom } from "./faults.ts";
import { pathParams, portOf } from "./request.ts";
import { withFault } from "./with-fault.ts";

/** A request as a stand-in's operation sees it. */
export interface DeskRequest {
  readonly method: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One operation of a stand-in. */
export interface DeskRoute {
  readonly method: HTTPMethods | HTTPMethods[];
  /** As fastify writes it: `/api/v1/applications/:name`. */
  readonly path: string;
  /** What faults and records call it. */
  readonly operation: string | ((request: DeskRequest) => string);
  answer(request: DeskRequest): Promise<ApiResponse> | ApiResponse;
}

/** What a stand-in was asked, and what it answered. */
export interface DeskRecord {
  /** When it came, and when its answer went out. */
  readonly at: Date;
  readonly answeredAt: Date;
  readonly operation: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** 0 when the socket was closed instead. */
  readonly status: number;
}

export interface DeskOptions {
  readonly clock: Clock;
  /** Defaults to a free one. */
  readonly port?: number | undefined;
  /** For faults that strike by chance. */
  readonly seed?: number | undefined;
  /** On each answer. */
  readonly headers?: (at: Date) => Readonly<Record<string, string>>;
  /** The answer to too many requests. */
  readonly limited: (retryAfterSeconds: number) => ApiResponse;
  /** Turns an operation's error into an answer; it rethrows errors that it does not know. */
  readonly refuse: (error: unknown) => ApiResponse;
  /** The answer to a request that matches no operation. */
  readonly unknown: (request: DeskRequest) => ApiResponse;
}

/** The HTTP side shared by the stand-ins: fault, operation, record, answer. */
export class Desk {
  readonly app: FastifyInstance;
  readonly requests: DeskRecord[] = [];
  readonly #options: DeskOptions;
  readonly #faults: Faults;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#faults = new Faults(seededRandom(options.seed ?? 1));
    this.app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 64 * 1024 * 1024 });
    this.app.removeAllContentTypeParsers();
    this.app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    this.app.setNotFoundHandler((request, reply) =>
      this.#serve(request, reply, { operation: "unknown", answer: (asked) => this.#options.unknown(asked) }),
    );
  }

  get server(): Server {
    return this.app.server;
  }

  route({ method, path, ...operation }: DeskRoute): void {
    this.app.route({
      method,
      url: path,
      handler: (request, reply) => this.#serve(request, reply, operation),
    });
  }

  inject(rule: FaultRule): void {
    this.#faults.inject(rule);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** @returns `http://127.0.0.1:PORT` */
  async listen(): Promise<string> {
    await this.app.listen({ host: "127.0.0.1", port: this.#options.port ?? 0 });
    return `http://127.0.0.1:${portOf(this.app.server)}`;
  }

  async close(): Promise<void> {
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  async #serve(
    request: FastifyRequest,
    reply: FastifyReply,
    route: Pick<DeskRoute, "operation" | "answer">,
  ): Promise<void> {
    reply.hijack();
    const at = this.#options.clock.now();
    const asked = asDeskRequest(request);
    const operation = typeof route.operation === "string" ? route.operation : route.operation(asked);
    const fault = this.#faults.strike(operation);
    const answer = async (): Promise<ApiResponse> => {
      try {
        return await route.answer(asked);
      } catch (error) {
        return this.#refuse(operation, error);
      }
    };
    const outcome = await withFault(fault, this.#options.limited, answer);
    this.requests.push({
      at,
      answeredAt: this.#options.clock.now(),
      operation,
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: asked.body.toString("utf8"),
      status: typeof outcome === "string" ? 0 : outcome.status,
    });
    if (outcome === "drop") reply.raw.destroy();
    if (typeof outcome !== "string") this.#send(reply.raw, outcome, fault?.kind === "cut");
  }

  #refuse(operation: string, error: unknown): ApiResponse {
    try {
      return this.#options.refuse(error);
    } catch {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { status: 500, body: `the sandbox failed in ${operation}: ${reason}` };
    }
  }

  #send(raw: ServerResponse, answer: ApiResponse, cut: boolean): void {
    const { body, status } = answer;
    if (body instanceof Stream) {
      raw.writeHead(status, { ...answer.headers });
      body.start(raw);
      return;
    }
    const isText = typeof body === "string";
    const bytes =
      body === undefined
        ? Buffer.alloc(0)
        : Buffer.isBuffer(body)
          ? body
          : Buffer.from(isText ? body : JSON.stringify(body));
    const type = isText ? "text/plain; charset=utf-8" : "application/json";
    raw.writeHead(status, {
      ...(body === undefined ? {} : { "content-type": type }),
      ...(status === 204 || status === 304 ? {} : { "content-length": String(bytes.length) }),
      ...this.#options.headers?.(this.#options.clock.now()),
      ...answer.headers,
    });
    if (cut) raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => raw.destroy());
    else raw.end(bytes);
  }
}

/** A streamed answer: it writes as long as the socket is open. */
export class Stream {
  readonly start: (raw: ServerResponse) => void;

  constructor(start: (raw: ServerResponse) => void) {
    this.start = start;
  }
}

function asDeskRequest(request: FastifyRequest): DeskRequest {
  return {
    method: request.method,
    url: new URL(request.url, "http://127.0.0.1"),
    params: pathParams(request),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}
