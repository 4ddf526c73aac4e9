import type { Unreachable } from "./failure.ts";

/** A proxy's address that is none. */
export class BadProxy extends Error {
  override readonly name = "BadProxy";
  /** Of the environment: it is named, and its value is not, which may hold a password. */
  readonly variable: string;

  constructor(variable: string) {
    super(`${variable} is not the address of a proxy`);
    this.variable = variable;
  }
}

/**
 * OpenSSL's codes for a certificate that is not trusted, as Node gives them.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/**
 * Why no request to a host can arrive, from what fetch throws; undefined for what may pass, a dropped connection say.
 * @param url what was asked for
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

/** fetch says "fetch failed", and keeps the reason in `cause`, perhaps several deep. */
export function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
