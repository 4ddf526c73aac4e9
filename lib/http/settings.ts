import { isIP } from "node:net";
import { wholeNumber, type Environment } from "./environment.ts";
import { readLimits, type Limits } from "./limits/limits.ts";

/** Settings of every server, from the environment. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** How long a server that is stopping keeps answering, so that no request is sent to it in vain. */
  readonly drainSeconds: number;
  /** Addresses and networks of proxies whose X-Forwarded-For is trusted; empty for none. */
  readonly trustedProxies: readonly string[];
  /** Web origins whose pages may read; empty for this server's own origin only. */
  readonly corsOrigins: readonly string[];
  readonly limits: Limits;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

export function readServerSettings(env: Environment, port: number): ServerSettings {
  return {
    host: env.read("HOST", {
      preset: "127.0.0.1",
      parse: (text) => (/^[A-Za-z0-9.:_%-]+$/.test(text) ? text : undefined),
      allowed: "an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::",
    }),
    port: env.read("PORT", {
      preset: String(port),
      parse: (text) => wholeNumber(text, 0, 65_535),
      allowed: "a port: 1 to 65535, or 0 for any free one",
    }),
    logLevel: env.read("LOG_LEVEL", {
      preset: "info",
      parse: (text) => LOG_LEVELS.find((level) => level === text),
      allowed: `one of ${LOG_LEVELS.join(", ")}`,
    }),
    drainSeconds: env.read("DRAIN_SECONDS", {
      preset: "5",
      parse: (text) => wholeNumber(text, 0, 300),
      allowed: "a number of seconds from 0 to 300",
    }),
    trustedProxies: env.read("TRUSTED_PROXIES", {
      preset: "",
      parse: (text) => listOf(text, isNetwork),
      allowed: "a comma-separated list of proxies' addresses and networks, such as 10.0.0.0/8,192.0.2.7",
    }),
    corsOrigins: env.read("CORS_ORIGINS", {
      preset: "",
      parse: (text) => (text === "*" ? ["*"] : listOf(text, isOrigin)),
      allowed: "a comma-separated list of web origins, such as https://portal.acme.dev, or * for all",
    }),
    limits: readLimits(env),
  };
}

/** The parts of a comma-separated list; undefined if one of them is invalid. */
function listOf(text: string, isPart: (part: string) => boolean): readonly string[] | undefined {
  const parts = text === "" ? [] : text.split(",").map((part) => part.trim());
  return parts.every(isPart) ? parts : undefined;
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  return version !== 0 && more.length === 0 && isPrefixLength(bits, version === 4 ? 32 : 128);
}

function isPrefixLength(bits: string | undefined, most: number): boolean {
  return bits === undefined || wholeNumber(bits, 1, most) !== undefined;
}

/** An origin as browsers send it: scheme and host, no path, in lower case. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
