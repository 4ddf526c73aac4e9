import type { ApiResponse } from "../../../http/answer.ts";
import type { App, TokenGrant } from "../../model.ts";
import type { World } from "../../world.ts";

export interface AppRequest {
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly url: URL;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
}

/** One operation of an App, about itself and its installations; it comes with the App's JWT. */
export interface AppRoute {
  /** OpenAPI operation id. */
  readonly operation: string;
  /** The query parameters it understands; another one is refused. */
  readonly query: readonly string[];
  answer(request: AppRequest & { readonly app: App }): ApiResponse;
}

/** One operation of an installation about itself; it comes with one of its tokens. */
export interface InstallationRoute {
  /** OpenAPI operation id. */
  readonly operation: string;
  readonly query: readonly string[];
  answer(request: AppRequest & { readonly token: string; readonly grant: TokenGrant }): ApiResponse;
}
