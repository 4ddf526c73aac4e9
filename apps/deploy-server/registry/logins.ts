import { readFileSync } from "node:fs";
import { parsedJson, textAt } from "../narrow.ts";
import type { Login, Logins } from "./session.ts";

/** Names under which docker's own file keeps Docker Hub. */
const HUB_NAMES = ["https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io"];

/** Logins from a docker config.json, read anew each time: a login that was renewed counts at once. */
export function loginsFrom(path: string | undefined): Logins {
  return (host) => {
    if (path === undefined) return undefined;
    const file = parsedJson(readFileSync(path, "utf8"));
    const names = host === "docker.io" ? [host, ...HUB_NAMES] : [host, `https://${host}`];
    for (const name of names) {
      const auth = textAt(file, "auths", name, "auth");
      if (auth !== undefined) return decoded(auth);
    }
    return undefined;
  };
}

function decoded(auth: string): Login | undefined {
  const [, user, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(auth, "base64").toString("utf8")) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}
