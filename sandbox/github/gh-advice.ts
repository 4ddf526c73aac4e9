import type { FastifyRequest } from "fastify";
import { fieldsIn, textAt } from "../narrow.ts";
import { Refusal } from "./errors.ts";
import { description } from "./openapi/description.ts";

const REPOSITORY = "/repos/{owner}/{repo}";
const isGh = ({ headers }: Pick<FastifyRequest, "headers">): boolean =>
  headers["user-agent"]?.startsWith("GitHub CLI") === true;

/** What was asked for, as far as it helps to find something like it. */
interface Wish {
  /** `acme/releases`, where one was named. */
  readonly repository: string;
  readonly words: readonly string[];
}

/**
 * People meet the sandbox's limits in `gh`, which asks for more than they did: tells them what they can ask for with curl
 * instead.
 * @param apiUrl `http://127.0.0.1:PORT/api/v3`
 * @returns the refusal itself, unless gh has asked for something that the sandbox does not know
 */
export function adviseGh(
  refusal: Refusal,
  request: Pick<FastifyRequest, "headers" | "url" | "body">,
  apiUrl: string,
): Refusal {
  if (refusal.status !== 501 || !isGh(request)) return refusal;
  const wish = request.url.startsWith("/api/graphql") ? graphqlWish(request.body) : restWish(request.url);
  const url = `${apiUrl}/repos/${wish.repository}${nearestList(wish.words)}`;
  const curl = `curl -H "Authorization: Bearer $GH_ENTERPRISE_TOKEN" ${url}`;
  return new Refusal(501, `${refusal.message}. What it does know, over REST: ${curl}`);
}

/** `/api/v3/repos/acme/releases/actions/caches?per_page=100` */
function restWish(url: string): Wish {
  const [path = ""] = url.split("?");
  const [, repository = "OWNER/REPO", rest = ""] =
    /^\/api\/v3\/repos\/([^/]+\/[^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  return { repository, words: rest.split("/") };
}

/** gh names its queries for what it wants, `PullRequestList`, and calls a repository's name `name` or `repo`. */
function graphqlWish(body: unknown): Wish {
  const { query, variables } = fieldsIn(
    Buffer.isBuffer(body) ? JSON.parse(body.toString("utf8")) : undefined,
  );
  const name = /\b(?:query|mutation)\s+(\w+)/.exec(String(query))?.[1] ?? "";
  const owner = textAt(variables, "owner") || "OWNER";
  const repository = textAt(variables, "name") || textAt(variables, "repo") || "REPO";
  return {
    repository: `${owner}/${repository}`,
    words: name.split(/(?=[A-Z])/).map((word) => word.toLowerCase()),
  };
}

/** The list below a repository that shares the most words with the wish; the repository itself if none does. */
function nearestList(words: readonly string[]): string {
  const lists = Object.values(description().operations)
    .filter(({ method, path }) => method === "GET" && path.startsWith(`${REPOSITORY}/`))
    .map(({ path }) => path.slice(REPOSITORY.length))
    .filter((path) => !path.includes("{"));
  const shared = (path: string): number =>
    path.split("/").filter((part) => words.some((word) => word.length > 2 && part.startsWith(word))).length;
  const [nearest = ""] = lists.toSorted((a, b) => shared(b) - shared(a) || a.length - b.length);
  return shared(nearest) === 0 ? "" : nearest;
}
