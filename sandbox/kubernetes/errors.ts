import type { ApiResponse } from "../http/answer.ts";
import { groupOf, type Kind } from "./kinds.ts";

/** What a `Status` says besides its message. */
export interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly Cause[];
}

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** The API server's refusals: a `Status`. */
export class StatusError extends Error {
  readonly answer: ApiResponse;

  /** @param reason empty where the API server gives none */
  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message);
    this.answer = {
      status: code,
      body: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message,
        ...(reason !== "" && { reason }),
        ...(details !== undefined && { details }),
        code,
      },
    };
  }
}

/** Where no program of the API server is responsible: its router alone answers. */
export class NoSuchPage extends Error {
  readonly answer: ApiResponse = {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: "404 page not found\n",
  };
}

export function unknownToSandbox(what: string): StatusError {
  return new StatusError(501, "NotImplemented", `the sandbox's Kubernetes does not know ${what}`);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/** `configmaps "settings" not found` */
export function notFound(kind: Kind, name: string): StatusError {
  return new StatusError(
    404,
    "NotFound",
    `${resourceText(kind)} "${name}" not found`,
    namedDetails(kind, name),
  );
}

export function noNamespace(name: string): StatusError {
  return new StatusError(404, "NotFound", `namespaces "${name}" not found`, { name, kind: "namespaces" });
}

/** A deletion that is of another object of the same name. */
export function otherUid(
  { kind }: Kind,
  name: string,
  { wanted, uid }: { readonly wanted: string; readonly uid: string },
): StatusError {
  const why = `the UID in the precondition (${wanted}) does not match the UID in record (${uid})`;
  const text = `Operation cannot be fulfilled on ${kind} "${name}": ${why}. The object might have been deleted and then recreated`;
  return new StatusError(409, "Conflict", text, { name, kind });
}

/** A kind that a served version does not have. */
export function noResource(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {});
}

/** @param of what is invalid: an object, or the options of the request */
export function invalid(
  { group, kind, name }: { readonly group: string; readonly kind: string; readonly name: string },
  causes: readonly Cause[],
): StatusError {
  const what = group === "" ? kind : `${kind}.${group}`;
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const text = texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`;
  return new StatusError(422, "Invalid", `${what} "${name}" is invalid: ${text}`, {
    ...(name !== "" && { name }),
    ...(group !== "" && { group }),
    ...(kind !== "" && { kind }),
    causes,
  });
}

/** `deployments.apps` */
export function resourceText(kind: Kind): string {
  const group = groupOf(kind);
  return group === "" ? kind.name : `${kind.name}.${group}`;
}

export function namedDetails(kind: Kind, name: string): Details {
  const group = groupOf(kind);
  return { ...(name !== "" && { name }), ...(group !== "" && { group }), kind: kind.name };
}
