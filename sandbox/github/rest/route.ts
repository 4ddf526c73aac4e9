import type { ApiResponse } from "../../http/answer.ts";
import type { Permission } from "../access.ts";
import type { Caller } from "../exchange.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";

/** A request to an operation on a repository, after it was found that the caller may make it. */
export interface RestRequest {
  readonly world: World;
  readonly caller: Caller;
  readonly repository: StoredRepository;
  /** From the path; `{path}` and `{ref}` may hold slashes. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly url: URL;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  readonly accept: string;
}

/** One operation that the sandbox serves. Method, path and shapes are those of GitHub's description. */
export interface RestRoute {
  /** OpenAPI operation id. */
  readonly operation: string;
  readonly permission: Permission;
  /** The query parameters it understands; another one is refused. */
  readonly query: readonly string[];
  answer(request: RestRequest): Promise<ApiResponse> | ApiResponse;
}
