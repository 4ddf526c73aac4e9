import { getUserAgentWithOrchestrationId } from "@actions/github/lib/utils";
import { HttpClient } from "@actions/http-client";
import { checkBypass } from "@actions/http-client/lib/proxy";
import { fetch as fetchThrough, type Dispatcher } from "undici";
import { BadProxy } from "../github/failure/unreachable.ts";
import type { Connection } from "../github/session.ts";

const USER_AGENT = "release-channels";

/**
 * How a step reaches GitHub: the API address and the proxies from the runner's environment. The proxy and `no_proxy`
 * are decided by the host of each request, because the API and the OIDC issuer may need different ones.
 */
export const connection: Connection = {
  apiUrl: process.env["GITHUB_API_URL"] || "https://api.github.com",
  userAgent: getUserAgentWithOrchestrationId(USER_AGENT) ?? USER_AGENT,
  fetch: proxiedFetch,
};

/** The toolkit's client reads the proxy variables exactly as the runner does. */
const toolkit = new HttpClient();

/** One proxied connection per host, kept for the life of the process. */
const proxies = new Map<string, Dispatcher | undefined>();

/** undici's types describe the same standard as Node's own, but are not assignable to them. */
const send = fetchThrough as unknown as (
  url: URL,
  options: Omit<RequestInit, "dispatcher"> & { readonly dispatcher: Dispatcher | undefined },
) => Promise<Response>;

async function proxiedFetch(...[target, options]: Parameters<typeof fetch>): Promise<Response> {
  // Asking for the global Request would load Node's own client, which nothing here needs.
  const isRequest = typeof target !== "string" && !(target instanceof URL);
  const url = new URL(isRequest ? target.url : target);
  return send(url, { ...(isRequest && partsOf(target)), ...options, dispatcher: proxyOf(url) });
}

/** A request's own options: undici's class for requests is not Node's. */
function partsOf({ method, headers, body, redirect, signal }: Request): RequestInit {
  return { method, headers, redirect, signal, ...(body !== null && { body, duplex: "half" }) };
}

function proxyOf(url: URL): Dispatcher | undefined {
  const known = proxies.get(url.origin);
  if (known !== undefined || proxies.has(url.origin)) return known;
  checkProxy(url);
  const proxy = toolkit.getAgentDispatcher(url.href);
  proxies.set(url.origin, proxy);
  return proxy;
}

/**
 * Rejects a proxy address that the toolkit would silently ignore, connecting without a proxy.
 * @throws BadProxy
 */
function checkProxy(url: URL): void {
  const names = url.protocol === "https:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  const variable = names.find((name) => (process.env[name] ?? "") !== "");
  if (variable === undefined || checkBypass(url)) return;
  const address = process.env[variable] ?? "";
  if (!/^https?:\/\/./i.test(address) || !URL.canParse(address)) throw new BadProxy(variable);
}
