import { textAt } from "../../narrow.ts";

/** A call of the API server. */
export interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/api/v1/namespaces/shop/configmaps/settings` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the body: JSON unless told. */
  readonly contentType?: string;
  /** A phrase that follows "could not": `read Deployment/shop`. */
  readonly doing: string;
  readonly signal?: AbortSignal;
}

/** The API server's `Status` where it did not do as it was asked. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: number;
  /** `NotFound`, `Invalid`, `Conflict` … */
  readonly reason: string;
  readonly status: unknown;

  constructor(message: string, { code, status }: { readonly code: number; readonly status: unknown }) {
    super(message);
    this.code = code;
    this.reason = textAt(status, "reason") ?? "";
    this.status = status;
  }
}
