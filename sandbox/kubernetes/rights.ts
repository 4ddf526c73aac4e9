import { namedDetails, resourceText, StatusError } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import type { World } from "./world.ts";

/** Of the account that the kubeconfig is for, and of one that may do everything. */
export const TOKENS = { account: "a token", admin: "an admin's token" };
/** The account, as refusals call it. */
export const USER = "system:serviceaccount:deploys:deploy-server";

/** @param authorization the request's header @throws StatusError for a token that the API server does not know */
export function admit(authorization: string | undefined): keyof typeof TOKENS {
  if (authorization === `Bearer ${TOKENS.account}`) return "account";
  if (authorization === `Bearer ${TOKENS.admin}`) return "admin";
  throw new StatusError(401, "Unauthorized", "Unauthorized");
}

/** What a request wants to do with objects of a kind. */
export interface Deed {
  readonly method: string;
  readonly kind: Kind;
  readonly namespace: string;
  /** Empty for all of them. */
  readonly name: string;
  readonly isWatch: boolean;
}

/** The account may do everything in its namespaces, but with kinds that were forbidden. @throws StatusError */
export function permit({ forbidden, namespaces }: World, deed: Deed): void {
  const { kind, namespace, name } = deed;
  if (namespaces.has(namespace) && !forbidden.has(kind.kind)) return;
  const what = name === "" ? resourceText(kind) : `${resourceText(kind)} "${name}"`;
  const [group = ""] = kind.apiVersion.includes("/") ? kind.apiVersion.split("/") : [];
  const where = `in API group "${group}" in the namespace "${namespace}"`;
  throw new StatusError(
    403,
    "Forbidden",
    `${what} is forbidden: User "${USER}" cannot ${verbOf(deed)} resource "${kind.name}" ${where}`,
    namedDetails(kind, name),
  );
}

function verbOf({ method, name, isWatch }: Deed): string {
  if (method === "GET") return name !== "" ? "get" : isWatch ? "watch" : "list";
  return { POST: "create", PATCH: "patch", DELETE: "delete" }[method] ?? method.toLowerCase();
}
