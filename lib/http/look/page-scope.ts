import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { checkOverload } from "../endpoint.ts";
import type { Overload } from "../limits/overload.ts";

/** Everything comes from this server, and no page contains inline code. */
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

/**
 * A scope whose answers are pages and their files.
 * @param referrers whether the server's own pages see where somebody comes from: forms then say so with `Origin`
 */
export async function pageScope(
  app: FastifyInstance,
  { overload, referrers }: { readonly overload: Overload; readonly referrers: "none" | "own" },
  serve: (scope: FastifyInstance) => void,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("onRequest", checkOverload(overload));
    await scope.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
      // Whether this host is https only is for the proxy in front of it to say.
      strictTransportSecurity: false,
      referrerPolicy: { policy: referrers === "own" ? "same-origin" : "no-referrer" },
    });
    serve(scope);
  });
}
