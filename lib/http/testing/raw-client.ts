import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { eventually } from "./server-process.ts";

/** A client that sends arbitrary bytes and reads only on request. */
export interface RawClient {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  /** Reads until the text so far satisfies the condition. @returns all of it */
  readonly until: (is: (text: string) => boolean) => Promise<string>;
  /** Reads until the server ends the connection. @returns everything received */
  readonly ended: () => Promise<string>;
}

/** Connects, from its own address if one is given: all of 127.0.0.0/8 is this machine. */
export async function connectRaw(port: number, localAddress = "127.0.0.1"): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  await once(socket, "connect");
  socket.pause();
  let text = "";
  let isOver = false;
  socket.on("close", () => (isOver = true));
  socket.on("error", () => undefined);
  const read = (): void => {
    if (socket.listenerCount("data") === 0) socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.resume();
  };
  const until = async (is: () => boolean): Promise<string> => {
    read();
    await eventually(
      () => is() || undefined,
      () => `the server sent: ${text.slice(0, 1000)}`,
    );
    return text;
  };
  return {
    socket,
    send: (request) => void socket.write(request),
    until: (is) => until(() => is(text)),
    ended: () => until(() => isOver),
  };
}

/** A request's text. @param headers lines without line ends */
export function requestText(method: string, path: string, ...headers: readonly string[]): string {
  return `${[`${method} ${path} HTTP/1.1`, "host: localhost", ...headers].join("\r\n")}\r\n\r\n`;
}

/** The value of a metric, with its labels as written; 0 if it is missing. */
export function metricIn(metrics: string, name: string): number {
  const line = metrics.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}
