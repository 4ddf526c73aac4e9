import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { checkOverload } from "../../../lib/http/endpoint.ts";
import { knows } from "../../../lib/http/etag.ts";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import { refuseOtherMethods } from "../../../lib/http/methods.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Everything comes from this server, and the page contains no inline code. */
const DIRECTIVES = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

export interface DashboardOptions {
  /** Where the files are; they are read once. */
  readonly directory: string;
  /** The address that links to commits begin with. */
  readonly githubUrl: string;
}

/** Serves the dashboard at `/` and its files below `/dashboard/`. */
export async function serveDashboard(
  app: FastifyInstance,
  overload: Overload,
  { directory, githubUrl }: DashboardOptions,
): Promise<void> {
  const files = readdirSync(directory).filter((name) => TYPES[extname(name)] !== undefined);
  await app.register(async (scope) => {
    scope.addHook("onRequest", checkOverload(overload));
    await scope.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
      // Whether this host is https only is for the proxy in front of it to say.
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
    });
    for (const name of files) {
      const text = readFileSync(join(directory, name), "utf8").replaceAll("{{github-url}}", githubUrl);
      const url = name === "index.html" ? "/" : `/dashboard/${name}`;
      serveFile(scope, url, { text, type: TYPES[extname(name)] ?? "" });
    }
  });
}

function serveFile(
  scope: FastifyInstance,
  url: string,
  { text, type }: { readonly text: string; readonly type: string },
): void {
  const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
  scope.get(url, (request, reply) => {
    reply.header("etag", etag).header("cache-control", "no-cache");
    return knows(request.headers["if-none-match"], etag)
      ? reply.code(304).send()
      : reply.type(type).send(text);
  });
  refuseOtherMethods(scope, url, ["GET", "HEAD"]);
}
