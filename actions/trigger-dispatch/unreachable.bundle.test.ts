import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createPlainServer, type Server } from "node:http";
import { createServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { github, ONE, payloads, run, SHA, token } from "./testing.ts";

/** A label that is too long for DNS: no resolver is asked, and there is no such host on any network. */
const NO_HOST = `${"a".repeat(64)}.example`;

/** GitHub behind a certificate that nobody trusts. */
let untrusted: Server;
let connections = 0;
/** A proxy that notes where it was asked to connect to. */
let proxy: Server;
const tunnels: string[] = [];
const urlOf = (server: Server, scheme: string): string =>
  `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const self = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"];
  execFileSync("openssl", [...self, "-keyout", key, "-out", cert], { stdio: "ignore" });
  untrusted = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
    response.writeHead(204).end(),
  );
  rmSync(directory, { recursive: true });
  untrusted.on("connection", () => (connections += 1));
  const { port } = new URL(github.url);
  proxy = createPlainServer((_request, response) => response.writeHead(501).end());
  proxy.on("connect", (request, client) => {
    tunnels.push(request.url ?? "");
    const server = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  for (const server of [untrusted, proxy]) {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  }
});
beforeEach(() => {
  connections = 0;
  tunnels.length = 0;
});
afterAll(() => {
  for (const server of [untrusted, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

/** What the failed step says, which must neither show the token nor send anybody to run the job again. */
async function refusal(inputs: Record<string, string>, env: Record<string, string>): Promise<string> {
  const { exitCode, annotations, log } = await run({ ...ONE, ...inputs }, { env });
  expect(exitCode).toBe(1);
  expect(annotations).toHaveLength(1);
  const message = annotations[0]?.message ?? "";
  expect(message).not.toMatch(/run the job again/i);
  expect(log).not.toContain("Waiting");
  expect(message + log.replaceAll(/^::add-mask::.*$/gm, "")).not.toContain(token.slice(0, 12));
  return message;
}

test("a certificate that is not trusted is named once, with NODE_EXTRA_CA_CERTS", async () => {
  const message = await refusal({}, { GITHUB_API_URL: urlOf(untrusted, "https") });
  expect(message).toMatch(
    /^Could not send a repository_dispatch in acme\/releases: no answer from GitHub \(self-signed certificate[^)]*\)\. This machine does not trust the authority that issued the certificate of 127\.0\.0\.1:\d+\. .*NODE_EXTRA_CA_CERTS/,
  );
  expect(connections).toBe(1);
});

test("a host that does not exist is named, with GITHUB_API_URL", async () => {
  const message = await refusal({}, { GITHUB_API_URL: `http://${NO_HOST}` });
  expect(message).toContain(`The host ${NO_HOST} does not exist: correct GITHUB_API_URL`);
  expect(github.requests).toEqual([]);
});

test.each([
  ["a line break", `${token}\nx`],
  ["an invisible or non-ASCII character", `${token}\u200B`],
  ["a space", `${token.slice(0, 20)} ${token.slice(20)}`],
])("a token with %s is never sent, and not shown", async (found, spoilt) => {
  expect(await refusal({ token: spoilt }, {})).toBe(
    `Nothing was sent to GitHub: the token of input "token" contains ${found}. Store the secret again, with nothing before or after the token.`,
  );
  expect(github.requests).toEqual([]);
});

test.each(["http_proxy", "HTTP_PROXY"])("a proxy without a scheme in %s is refused", async (variable) => {
  const env = { GITHUB_API_URL: "http://github.example.internal", [variable]: "user:secret@proxy.acme:3128" };
  const message = await refusal({}, env);
  expect(message).toContain(`Set ${variable} to the proxy's address in the form http://host:port.`);
  expect(message).not.toContain("secret@");
});

test("each request's own host decides about the proxy", async () => {
  const HOST = "github.example.internal";
  const identity = { repository: github.repository("acme/my-app"), sha: SHA, ref: "refs/heads/main" };
  const workflow = { name: "CI", repository: "acme/my-app", path: ".github/workflows/ci.yml" };
  const source = github.oidc.requestFor({
    ...identity,
    actor: "octocat",
    runId: 42,
    runNumber: 1,
    runAttempt: 1,
    eventName: "push",
    workflow: { ...workflow, ref: identity.ref, sha: SHA },
  });
  // The API is reached directly; only the proxy can resolve the name under which the job asks for its token.
  const env = {
    http_proxy: urlOf(proxy, "http"),
    no_proxy: "127.0.0.1",
    ACTIONS_ID_TOKEN_REQUEST_URL: source.url.replace("127.0.0.1", HOST),
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: source.token,
  };
  const { exitCode, annotations } = await run({ ...ONE, provenance: "required" }, { env });
  expect([exitCode, annotations]).toEqual([0, []]);
  expect(tunnels).toEqual([expect.stringContaining(HOST)]);
  expect(payloads()[0]).toHaveProperty("provenance");
});
