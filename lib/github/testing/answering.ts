import { repositoryWithToken } from "../access.ts";
import type { GitHubRepository } from "../github-repository.ts";
import type { Session } from "../session.ts";

/** What GitHub answers: 200 unless told. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  /** A raw file, in place of JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it comes from, if GitHub has redirected. */
  readonly url?: string;
}

/** What GitHub was asked. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: unknown;
}

export interface Answering {
  readonly session: Session;
  readonly repository: GitHubRepository;
  readonly asked: readonly Asked[];
  readonly masked: readonly string[];
}

const API = "https://api.github.com";

/**
 * A session whose GitHub gives these answers, one to each request in turn, and acme/my-app in it. Nothing is repeated
 * unless there is time: by default, the deadline is now. Questions in GraphQL must be such as GitHub's schema has.
 */
export function answering(answers: readonly Answer[], deadline = Date.now()): Answering {
  const asked: Asked[] = [];
  const masked: string[] = [];
  const send: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const sent = init?.body;
    const body: unknown = typeof sent === "string" ? JSON.parse(sent) : undefined;
    asked.push({ method: init?.method ?? "GET", path: url.pathname + url.search, body });
    if (url.pathname === "/graphql") await insistOnSchema(Object(body));
    return responseOf(answers[asked.length - 1] ?? UNEXPECTED, url.href);
  };
  const silent = () => {};
  const session = {
    connection: { apiUrl: API, fetch: send, userAgent: "test" },
    log: { debug: silent, info: silent, warning: silent, mask: (secret: string) => void masked.push(secret) },
    deadline,
  };
  const token = { token: "ghs_secret", tokenLabel: "the token" };
  const repository = repositoryWithToken(session, token, { owner: "acme", repo: "my-app" });
  return { session, repository, asked, masked };
}

/** GitHub refuses a question that its schema does not have, and one that lacks a variable. */
async function insistOnSchema({
  query,
  variables = {},
}: {
  readonly query: string;
  readonly variables?: object;
}): Promise<void> {
  const { validate } = await import("@octokit/graphql-schema");
  const [declared = ""] = /^\s*(?:query|mutation)\b[^{]*/.exec(query) ?? [];
  const needed = [...declared.matchAll(/\$(\w+): [\w[\]!]+!/g)].map(([, name = ""]) => name);
  const mistakes = [
    ...validate(query).map(({ message }) => message),
    ...needed.filter((name) => !(name in variables)).map((name) => `Variable "$${name}" is not sent.`),
  ];
  if (mistakes.length > 0) throw new TypeError(`GitHub would refuse ${query}: ${mistakes.join(" ")}`);
}

const UNEXPECTED: Answer = { status: 418, json: { message: "nobody expects this request" } };

function responseOf({ status = 200, json, text, headers = {}, url }: Answer, asked: string): Response {
  const type = text === undefined ? "application/json" : "application/vnd.github.raw; charset=utf-8";
  const body = text ?? (json === undefined ? null : JSON.stringify(json));
  const response = new Response(body, { status, headers: { "content-type": type, ...headers } });
  // What a Response comes from is read-only, and empty for one that is made by hand.
  Object.defineProperty(response, "url", { value: url ?? asked });
  return response;
}
