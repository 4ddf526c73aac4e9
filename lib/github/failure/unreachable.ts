import type { Unreachable } from "./failure.ts";

/** A proxy variable whose value is not a web address. */
export class BadProxy extends Error {
  override readonly name = "BadProxy";
  /** The environment variable. Its value is not shown, because it may contain a password. */
  readonly variable: string;

  constructor(variable: string) {
    super(`${variable} is not a proxy's address`);
    this.variable = variable;
  }
}

/**
 * Node's codes for OpenSSL's complaints about an untrusted certificate.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/**
 * Why no request can reach a host, from what fetch threw; undefined for a failure that may pass, such as a dropped
 * connection.
 * @param url the address that was requested
 */
export function unreachableBy(error: unknown, url: string): Unreachable | undefined {
  for (const cause of causesOf(error)) {
    if (cause instanceof BadProxy) return { code: "bad-proxy", variable: cause.variable };
    const code = "code" in cause ? String(cause.code) : "";
    const host = "hostname" in cause ? String(cause.hostname) : hostOf(url);
    if (code === "ENOTFOUND") return { code: "no-such-host", host };
    if (CERTIFICATE.test(code)) {
      return { code: "not-trusted-certificate", host: hostOf(url), reason: cause.message };
    }
    if (code === "ERR_INVALID_URL") return { code: "bad-address" };
  }
  return undefined;
}

/** fetch says "fetch failed" and keeps the reason in `cause`, perhaps several levels deep. */
export function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
