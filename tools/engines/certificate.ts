import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

export interface Certificate {
  readonly key: string;
  /** It signs itself: whoever trusts it trusts the server. */
  readonly cert: string;
}

/** A certificate for 127.0.0.1 that lasts a day. Needs openssl. */
export async function createCertificate(folder: string): Promise<Certificate> {
  const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const args = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "1",
    "-keyout",
    key,
    "-out",
    cert,
    ...subject,
  ];
  await run("openssl", args);
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
