import { readFileSync } from "node:fs";
import { normalize } from "node:path/posix";

/** A secret that cannot be read; the message names where it should be, and never what it is. */
export class MissingSecret extends Error {
  override readonly name = "MissingSecret";
}

/**
 * What a reference of db/server.yaml leads to, read anew each time: a secret that was renewed counts at once.
 * Whoever may write that file is not trusted with the server's own secrets, which it could have sent to any address.
 * @param reference `env:CLUSTER_NAME` or `file:/path`
 * @throws MissingSecret
 */
export function readSecret(
  reference: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const [, kind, place = ""] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === "env" ? !FOR_CLUSTERS.test(place) : isOwn(place)) {
    throw new MissingSecret(
      `${reference} is not for clusters: put the secret into a variable that begins with CLUSTER_, or into a file of its own`,
    );
  }
  const text = kind === "env" ? env[place] : kind === "file" ? readText(place) : undefined;
  const secret = text?.trim() ?? "";
  if (secret === "") throw new MissingSecret(`${reference} is empty or not there: the server needs it`);
  return secret;
}

/**
 * The same of a token, which is sent in a header: fetch's own words about one that cannot be sent would show it.
 * @throws MissingSecret
 */
export function readToken(
  reference: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const token = readSecret(reference, env);
  if (/^[\u0021-\u007e]+$/.test(token)) return token;
  throw new MissingSecret(`${reference} has a character that no token has: put the token alone there`);
}

/** As in db/server.schema.json: what is not named for it, no cluster is given. */
const FOR_CLUSTERS = /^CLUSTER_\w+$/;

/** Where the system keeps what is a process's own. */
const OWN_FOLDERS = [
  "/proc/",
  "/sys/",
  "/dev/",
  "/run/secrets/kubernetes.io/",
  "/var/run/secrets/kubernetes.io/",
];

/** Whether a file is the process's own, or one that a setting names. */
function isOwn(place: string): boolean {
  const path = normalize(place);
  const isSetting = Object.entries(process.env).some(
    ([name, file]) => name.endsWith("_FILE") && file !== undefined && normalize(file) === path,
  );
  return isSetting || OWN_FOLDERS.some((folder) => path.startsWith(folder));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
