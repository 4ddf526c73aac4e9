import { createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Certificate } from "./certificate.ts";
import { freePort } from "./processes.ts";

const SERVICE = "registry";
const ISSUER = "engines";

/** What stands before a registry: it notes what is asked, gives tokens, and cuts lists into pages as ghcr.io does. */
export interface RegistryFront {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** The registry's own `auth`, of one that takes the tokens of this front. @param bundle the certificate's path */
  readonly tokenAuth: (bundle: string) => object;
  /** `GET /v2/… 200`, in order. */
  readonly requests: readonly string[];
  /** Where requests go from now on. @param registry `127.0.0.1:PORT` */
  readonly serve: (registry: string) => void;
  readonly close: () => Promise<void>;
}

export interface FrontOptions {
  readonly certificate: Certificate;
  /** Who gets a token. */
  readonly login: { readonly user: string; readonly password: string };
  /** How many tags are on a page; by default all. */
  readonly tagsAPage?: number;
}

export async function startRegistryFront(options: FrontOptions): Promise<RegistryFront> {
  let registry = "";
  const requests: string[] = [];
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const server = createServer((incoming, answer) => {
    answer.once("finish", () =>
      requests.push(`${incoming.method ?? ""} ${incoming.url ?? ""} ${answer.statusCode}`),
    );
    const isToken = incoming.url?.startsWith("/token") === true;
    const done = isToken
      ? giveToken(incoming, answer, options)
      : pass(incoming, answer, { registry, ...options });
    void done.catch(() => answer.destroy());
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    host,
    tokenAuth: (bundle) => ({
      token: { realm: `http://${host}/token`, service: SERVICE, issuer: ISSUER, rootcertbundle: bundle },
    }),
    requests,
    serve: (at) => void (registry = at),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function giveToken(
  { url = "", headers }: IncomingMessage,
  answer: ServerResponse,
  { certificate, login }: FrontOptions,
): Promise<void> {
  const expected = Buffer.from(`${login.user}:${login.password}`).toString("base64");
  if (headers.authorization !== `Basic ${expected}`) return void answer.writeHead(401).end();
  const scopes = new URL(url, "http://front").searchParams.getAll("scope");
  const now = Math.floor(Date.now() / 1000);
  const x5c = [new X509Certificate(certificate.cert).raw.toString("base64")];
  const parts = [
    { typ: "JWT", alg: "RS256", x5c },
    {
      iss: ISSUER,
      sub: login.user,
      aud: SERVICE,
      nbf: now - 10,
      iat: now,
      exp: now + 300,
      jti: randomUUID(),
      access: scopes.map((scope) => {
        const [type = "", name = "", actions = ""] = scope.split(":");
        return { type, name, actions: actions.split(",") };
      }),
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = sign("sha256", Buffer.from(parts.join(".")), createPrivateKey(certificate.key));
  const token = [...parts, signed.toString("base64url")].join(".");
  answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
}

interface Passed {
  readonly registry: string;
  readonly tagsAPage?: number;
}

async function pass(
  { method = "GET", url = "/", headers }: IncomingMessage,
  answer: ServerResponse,
  { registry, tagsAPage }: Passed,
): Promise<void> {
  const kept = ["authorization", "accept"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const found = await fetch(`http://${registry}${url}`, { method, headers: Object.fromEntries(kept) });
  const body = Buffer.from(await found.arrayBuffer());
  const told = Object.fromEntries(
    [...found.headers].filter(
      ([name]) => !["content-length", "connection", "transfer-encoding"].includes(name),
    ),
  );
  if (tagsAPage === undefined || !found.ok || !url.includes("/tags/list")) {
    const length = method === "HEAD" ? (found.headers.get("content-length") ?? "0") : String(body.length);
    answer.writeHead(found.status, { ...told, "content-length": length }).end(body);
    return;
  }
  const { name, tags }: { readonly name: string; readonly tags: readonly string[] } = JSON.parse(
    body.toString(),
  );
  const last = new URL(url, "http://front").searchParams.get("last");
  const start = last === null ? 0 : tags.indexOf(last) + 1;
  const page = tags.slice(start, start + tagsAPage);
  const next = `</v2/${name}/tags/list?n=${tagsAPage}&last=${page.at(-1) ?? ""}>; rel="next"`;
  answer
    .writeHead(200, { ...told, ...(start + page.length < tags.length && { link: next }) })
    .end(JSON.stringify({ name, tags: page }));
}
