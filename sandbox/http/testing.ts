import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that an app's own server got. */
export interface AppRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AppAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
}

/** An app's server, for tests: it records what it gets, and answers as told. */
export interface AppServer {
  readonly url: string;
  readonly requests: readonly AppRequest[];
  /** Until the next; an answer that is a promise comes when it resolves. */
  answer(how: (request: AppRequest) => AppAnswer | Promise<AppAnswer>): void;
  close(): Promise<void>;
}

export async function startAppServer(): Promise<AppServer> {
  const requests: AppRequest[] = [];
  let how: (request: AppRequest) => AppAnswer | Promise<AppAnswer> = () => ({});
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const got = {
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(got);
      void reply(response, how(got));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      how = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function reply(response: ServerResponse, answer: AppAnswer | Promise<AppAnswer>): Promise<void> {
  const { status = 200, type = "application/json", body = "" } = await answer;
  response.writeHead(status, { "content-type": type }).end(body);
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly json: any;
}

export interface TestRequest {
  readonly token?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request as any client would. */
export async function send(url: string, request: TestRequest = {}): Promise<TestAnswer> {
  const { token, body, method = body === undefined ? "GET" : "POST" } = request;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `token ${token}` }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== "" && response.headers.get("content-type")?.startsWith("application/json") === true;
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}
