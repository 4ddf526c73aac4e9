import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { relative } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../http/answer.ts";
import { pathParams } from "../http/request.ts";
import { may, sees } from "./access.ts";
import { announcePush } from "./announce-push.ts";
import { Refusal } from "./errors.ts";
import type { Caller, Exchange, Operation, Refuse } from "./exchange.ts";
import { PUSH_REPORT } from "./git/hooks.ts";
import { gitHttpBackend } from "./git/http-backend.ts";
import type { RefChange } from "./push-event.ts";
import type { StoredRepository } from "./repositories.ts";
import { pushRules } from "./settings/push-rules.ts";
import type { World } from "./world.ts";

type Service = "upload-pack" | "receive-pack";

/** Serves clone, fetch and push at `/{owner}/{repo}.git`, and without the `.git`. */
export function registerGit(app: FastifyInstance, world: World, exchange: Exchange): void {
  const serve = (
    method: "GET" | "POST",
    path: string,
    serviceOf: (request: FastifyRequest) => string,
  ): void => {
    app.route({
      method,
      url: `/:owner/:repo/${path}`,
      handler: (request, reply) => {
        const service = serviceOf(request).replace(/^git-/, "");
        const operation: Operation = {
          id: `git:${service}`,
          resource: undefined,
          createsContent: false,
          documentation: "",
        };
        return exchange.serve(request, reply, operation, refuse, (caller) =>
          answer(world, service, path, request, caller),
        );
      },
    });
  };
  serve("GET", "info/refs", (request) => new URL(request.url, world.url).searchParams.get("service") ?? "");
  serve("POST", "git-upload-pack", () => "upload-pack");
  serve("POST", "git-receive-pack", () => "receive-pack");
}

async function answer(
  world: World,
  service: string,
  path: string,
  request: FastifyRequest,
  caller: Caller,
): Promise<ApiResponse> {
  if (service !== "upload-pack" && service !== "receive-pack") {
    throw new Refusal(
      403,
      "Please upgrade your git client.\nGitHub.com no longer supports git over dumb-http.",
    );
  }
  const repository = allowed(world, service, request, caller);
  const forward = (env: Readonly<Record<string, string>>): Promise<ApiResponse> =>
    gitHttpBackend(
      {
        method: request.method,
        path: `/${relative(world.repositories.directory, repository.info.gitDir)}/${path}`,
        query: new URL(request.url, world.url).search.slice(1),
        contentType: request.headers["content-type"],
        contentEncoding: request.headers["content-encoding"],
        protocol: header(request, "git-protocol"),
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      },
      { root: world.repositories.directory, user: caller.credential?.grant.actor ?? "", env },
    );
  return service === "receive-pack" && request.method === "POST"
    ? receivePush(world, repository, caller, (env) =>
        forward({ ...env, ...rulesFor(world, repository, request, caller) }),
      )
    : forward({});
}

function rulesFor(
  world: World,
  repository: StoredRepository,
  request: FastifyRequest,
  { credential }: Caller,
): Readonly<Record<string, string>> {
  if (credential === undefined || !Buffer.isBuffer(request.body)) return {};
  const contentEncoding = request.headers["content-encoding"];
  return pushRules(world, repository, credential.grant, { body: request.body, contentEncoding });
}

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** The repository, when the caller may use this service of it. */
function allowed(
  world: World,
  service: Service,
  request: FastifyRequest,
  { credential }: Caller,
): StoredRepository {
  const { owner = "", repo = "" } = pathParams(request);
  const repository = world.repositories.find(`${owner}/${repo.replace(/\.git$/, "")}`);
  const grant = credential?.grant;
  if (repository === undefined || !sees(grant, repository.info)) {
    if (grant === undefined) throw authenticationRequired();
    throw new Refusal(404, "Repository not found.");
  }
  const level = service === "receive-pack" ? "write" : "read";
  if (may(grant, repository.info, { name: "contents", level })) return repository;
  if (grant === undefined) throw authenticationRequired();
  const { fullName } = repository.info;
  throw new Refusal(
    403,
    level === "write"
      ? `Permission to ${fullName}.git denied to ${grant.actor}.`
      : "Write access to repository not granted.",
  );
}

const authenticationRequired = (): Refusal => new Refusal(401, "No anonymous write access.");

/** Git answers in plain text, which git clients show after `remote:`. */
const refuse: Refuse = ({ status, message, headers }) => ({
  status,
  headers: {
    ...headers,
    "content-type": "text/plain; charset=utf-8",
    ...(status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {}),
  },
  body:
    message === "Bad credentials"
      ? "Invalid username or token. Password authentication is not supported for Git operations."
      : message,
});

/** Lets git take the push, then reads from its hook which refs have really moved. */
async function receivePush(
  world: World,
  repository: StoredRepository,
  { credential }: Caller,
  forward: (env: Readonly<Record<string, string>>) => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const report = `${tmpdir()}/sandbox-push-${randomUUID()}`;
  try {
    const answer = await forward({ [PUSH_REPORT]: report });
    const changes = parseReport(await readFile(report, "utf8").catch(() => ""));
    for (const { ref, after } of changes) repository.git.refs.record(ref, after);
    if (credential !== undefined) await announcePush(world, repository, changes, credential.grant);
    return answer;
  } finally {
    await rm(report, { force: true });
  }
}

/** What `post-receive` reads: `<before> <after> <ref>` a line. */
function parseReport(text: string): RefChange[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [before = "", after = "", ref = ""] = line.split(" ");
      return { before, after, ref };
    });
}
