import { connectRaw, requestText, type RawClient } from "../../../lib/http/testing/raw-client.ts";
import { putLoad } from "./load.ts";

/** An attack by clients that never read the server's responses. */
export interface Attack {
  readonly name: string;
  /**
   * Begins it, and returns when all of it is under way.
   * @param clients how many connections, or thirds of the requests on a single one
   */
  readonly start: (port: number, clients: number) => Promise<unknown>;
}

/** Ordinary load, while the bench swaps the database. */
export const SWAPS = "records swapped under load";

const LIST = requestText("GET", "/v1/releases?limit=1000");
/** Lists of a thousand records that are 4 MiB together. */
const LISTS = 9;
const ADDRESSES = 100;
/** An address of many. */
const addressOf = (place: number): string => `127.0.1.${1 + (place % ADDRESSES)}`;
const SMALL = "GET / HTTP/1.1\r\nhost:x\r\n\r\n";
/** Node reads 64 KiB from a connection before it looks at the next. */
const IN_ONE_READ = 2400;

export const ATTACKS: readonly Attack[] = [
  {
    name: "lists pipelined on one connection",
    start: async (port, clients) => {
      const greedy = await connectRaw(port);
      greedy.send(LIST.repeat(3 * clients));
      return [greedy];
    },
  },
  {
    name: "event streams from one address",
    start: (port, clients) => open(port, clients, requestText("GET", "/v1/events"), () => "127.0.0.1"),
  },
  {
    name: "4 MiB unread on each connection",
    start: (port, clients) => open(port, clients, LIST.repeat(LISTS), addressOf),
  },
  {
    name: "requests that never end",
    start: (port, clients) =>
      open(port, clients, "GET /v1/releases HTTP/1.1\r\nhost: loc", () => "127.0.0.1"),
  },
  {
    name: "small requests pipelined on each connection",
    start: async (port, clients) => {
      const opened = await open(port, clients, "", addressOf);
      for (const client of opened) client.send(SMALL.repeat(IN_ONE_READ));
      return opened;
    },
  },
  {
    name: SWAPS,
    start: async (port) => {
      void putLoad(`http://127.0.0.1:${port}`, ["/v1/releases?limit=100"], 3600);
    },
  },
];

async function open(
  port: number,
  clients: number,
  text: string,
  addressOf: (place: number) => string,
): Promise<readonly RawClient[]> {
  const opened: RawClient[] = [];
  for (let place = 0; place < clients; place += 1) {
    const client = await connectRaw(port, addressOf(place));
    client.send(text);
    opened.push(client);
  }
  return opened;
}
