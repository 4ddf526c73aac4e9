import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

/** A load balancer: one address, behind which replicas come and go. */
export interface Front {
  readonly url: string;
  /** Where requests go from now on, in turn. @param urls `http://127.0.0.1:PORT` */
  readonly serve: (urls: readonly string[]) => void;
  /** Which requests never arrive from now on, by path. */
  readonly lose: (isLost: (path: string) => boolean) => void;
  /** Which requests arrive from now on, and are answered to nobody. */
  readonly loseAnswers: (isLost: (path: string) => boolean) => void;
  readonly close: () => Promise<void>;
}

/** Starts one that has nobody behind it yet. */
export async function startFront(): Promise<Front> {
  let replicas: readonly string[] = [];
  let turn = 0;
  let isLost: (path: string) => boolean = () => false;
  let isUnheard: (path: string) => boolean = () => false;
  const server = createServer((incoming, answer) => {
    if (isLost(incoming.url ?? "/")) {
      incoming.socket.destroy();
      return;
    }
    turn += 1;
    const first = turn % Math.max(1, replicas.length);
    const order = [...replicas.slice(first), ...replicas.slice(0, first)];
    // It has gone by the time that there is something to answer.
    if (isUnheard(incoming.url ?? "/")) answer.once("pipe", () => answer.destroy());
    void pass(incoming, answer, order).catch(() => answer.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (urls) => void (replicas = urls),
    lose: (which) => void (isLost = which),
    loseAnswers: (which) => void (isUnheard = which),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Asks the first replica that accepts the connection. If it dies after that, it may have done the work: no other is asked. */
async function pass(
  incoming: IncomingMessage,
  answer: ServerResponse,
  replicas: readonly string[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part));
  for (const replica of replicas) {
    const outcome = await attempt(incoming, answer, { replica, body: Buffer.concat(parts) });
    if (outcome !== "refused") return;
  }
  answer.writeHead(502).end();
}

function attempt(
  { method = "GET", url = "/", rawHeaders }: IncomingMessage,
  answer: ServerResponse,
  { replica, body }: { readonly replica: string; readonly body: Buffer },
): Promise<"answered" | "refused"> {
  const { promise, resolve } = Promise.withResolvers<"answered" | "refused">();
  const onward = request(replica + url, { method, headers: rawHeaders, agent: false }, (incoming) => {
    answer.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
    incoming.once("error", () => answer.destroy());
    incoming.pipe(answer).once("close", () => resolve("answered"));
  });
  onward.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED") return resolve("refused");
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end();
    resolve("answered");
  });
  onward.end(body);
  return promise;
}
