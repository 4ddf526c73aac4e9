import { WebSocket } from "ws";
import { step } from "../../../lib/store/step.ts";
import { at, parsedJson, textAt } from "../narrow.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { endWhenSilent } from "./end-when-silent.ts";
import { receiveCommand, receiveInteraction } from "./receive.ts";

/** Slack closes a connection now and then: the other one is there meanwhile. */
const CONNECTIONS = 2;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const OPENING_MS = 10_000;

/** Slack by websockets, for a server that Slack cannot reach. */
export interface SocketMode {
  /** Whether at least one connection is open. */
  readonly isOpen: () => boolean;
  readonly stop: () => void;
}

/**
 * Opens Slack's websockets, and keeps them open. What comes is put into the same inbox as what comes over HTTP, and
 * acknowledged after that.
 *
 * Slack's own client asks for a later undici than the actions' toolkit has; what it does is little, and its ping timeouts
 * are those of `endWhenSilent`.
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function startSocketMode(world: World, appToken: string): SocketMode {
  const stopping = new AbortController();
  const open = new Set<WebSocket>();
  for (let number = 0; number < CONNECTIONS; number += 1)
    void keepOpen(world, { appToken, open, signal: stopping.signal });
  return {
    isOpen: () => open.size > 0,
    stop: () => {
      stopping.abort();
      for (const socket of open) socket.close();
    },
  };
}

interface Connecting {
  readonly appToken: string;
  readonly open: Set<WebSocket>;
  readonly signal: AbortSignal;
}

async function keepOpen(world: World, connecting: Connecting): Promise<void> {
  const { signal } = connecting;
  let previous: WebSocket | undefined;
  for (let failures = 0; !signal.aborted;) {
    try {
      previous = await connectOnce(world, connecting, previous);
      failures = 0;
    } catch (error) {
      failures += 1;
      world.log.warn({ err: error }, `no websocket to Slack: ${messageOf(error)}`);
    }
    if (failures > 0) await pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)), signal);
  }
}

/**
 * Opens a connection, and resolves when it has ended, or when Slack says that it will.
 * @param previous one that is about to end: it is kept until there is another
 */
async function connectOnce(
  world: World,
  { appToken, open, signal }: Connecting,
  previous: WebSocket | undefined,
): Promise<WebSocket> {
  const answer = await step("socket mode.ask", () => world.slack.apps.connections.open({ token: appToken }));
  const url = textAt(answer, "url");
  if (url === undefined) throw new Error("Slack gave no address");
  const socket = new WebSocket(url, { handshakeTimeout: OPENING_MS });
  const ended = Promise.withResolvers<void>();
  socket.on("open", () => {
    open.add(socket);
    previous?.close();
    endWhenSilent(socket, world.socketSilenceMs);
  });
  socket.addEventListener("message", ({ data }) => {
    const envelope = parsedJson(textOf(data));
    if (textAt(envelope, "type") === "disconnect") ended.resolve();
    else void receiveEnvelope(world, socket, envelope);
  });
  socket.on("error", (error) => world.log.info(`a websocket to Slack broke: ${error.message}`));
  socket.on("close", () => {
    // One that never opened is a failure: the next one waits.
    if (open.delete(socket) || signal.aborted) ended.resolve();
    else ended.reject(new Error("the websocket could not be opened"));
  });
  if (signal.aborted) socket.close();
  const closed = ended.promise;
  await closed;
  return socket;
}

/** Slack sends text; what is no text is no envelope. */
function textOf(data: unknown): string {
  return typeof data === "string" ? data : "";
}

/** Acknowledges an envelope once its content is in the inbox; what could not be put there comes again. */
async function receiveEnvelope(world: World, socket: WebSocket, envelope: unknown): Promise<void> {
  const id = textAt(envelope, "envelope_id");
  const payload = at(envelope, "payload");
  try {
    if (id === undefined || typeof payload !== "object" || payload === null) return;
    if (textAt(envelope, "type") === "slash_commands") await receiveCommand(world, textsOf(payload));
    const answer =
      textAt(envelope, "type") === "interactive" ? await receiveInteraction(world, payload) : undefined;
    socket.send(JSON.stringify({ envelope_id: id, ...(answer !== undefined && { payload: answer }) }));
  } catch (error) {
    world.log.warn({ err: error, envelope: id }, `could not take what Slack sent: ${messageOf(error)}`);
  }
}

/** A command's fields, which over HTTP are a form's. */
function textsOf(payload: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
