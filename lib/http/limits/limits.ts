import { wholeNumber, type Environment } from "../environment.ts";

/** How many characters a part of an address may have, decoded, where a parameter stands for it. */
export const LONGEST_PART = 256;

/** What clients may hold at once, in total and each. A client is an address, or a 64-bit IPv6 network. */
export interface Limits {
  readonly connections: number;
  readonly connectionsPerClient: number;
  /** Bytes of responses that clients do not read. */
  readonly unreadBytes: number;
  readonly unreadBytesPerClient: number;
  readonly streams: number;
  readonly streamsPerClient: number;
}

const MIB = 1024 * 1024;
/** No single client may use up what all of them share. */
const CLIENTS_SHARE = 4;

/** The defaults keep a server within 256 MiB. */
export function readLimits(env: Environment): Limits {
  const count = (name: string, preset: number, [least, most]: readonly [number, number]): number =>
    env.read(name, {
      preset: String(preset),
      parse: (text) => wholeNumber(text, least, most),
      allowed: `a whole number from ${least} to ${most}`,
    });
  const unreadBytes = count("UNREAD_MIB", 32, [4, 4096]) * MIB;
  return {
    connections: count("CONNECTIONS", 2000, [10, 100_000]),
    connectionsPerClient: count("CONNECTIONS_PER_ADDRESS", 500, [1, 100_000]),
    unreadBytes,
    unreadBytesPerClient: unreadBytes / CLIENTS_SHARE,
    streams: count("EVENT_STREAMS", 1000, [1, 100_000]),
    streamsPerClient: count("EVENT_STREAMS_PER_ADDRESS", 100, [1, 100_000]),
  };
}
