import type { DeskRequest } from "../http/desk.ts";
import { at, listAt, textAt } from "../narrow.ts";
import { badRequest, invalid, unknownToSandbox, type Cause } from "./errors.ts";
import { isJson, type Json } from "./fields.ts";

const QUERY = new Set([
  "fieldManager",
  "fieldValidation",
  "force",
  "dryRun",
  "labelSelector",
  "fieldSelector",
  "watch",
  "resourceVersion",
  "propagationPolicy",
]);

/** How a write is asked for. */
export interface Options {
  readonly manager: string;
  readonly isForced: boolean;
  readonly isDryRun: boolean;
  /** Whether fields that a kind does not have are refused. */
  readonly isStrict: boolean;
}

/** @throws StatusError for options that nobody knows @param of `CreateOptions` */
export function optionsOf({ url: { searchParams } }: DeskRequest, of: string): Options {
  for (const query of searchParams.keys()) {
    if (!QUERY.has(query)) throw unknownToSandbox(`the query ${query}`);
  }
  const dryRun = searchParams.get("dryRun");
  if (dryRun !== null && dryRun !== "All") {
    throw invalidOption(of, { field: "dryRun", ...unsupported(JSON.stringify([dryRun]), ["All"]) });
  }
  return {
    manager: searchParams.get("fieldManager") ?? "",
    isForced: searchParams.get("force") === "true",
    isDryRun: dryRun === "All",
    isStrict: searchParams.get("fieldValidation") === "Strict",
  };
}

export function invalidOption(kind: string, cause: Cause): Error {
  return invalid({ group: "meta.k8s.io", kind, name: "" }, [cause]);
}

function unsupported(value: string, supported: readonly string[]): Omit<Cause, "field"> {
  const known = supported.map((one) => `"${one}"`).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${value}: supported values: ${known}`,
  };
}

/** How a deletion is asked for. */
export interface DeleteOptions {
  readonly isDryRun: boolean;
  /** The object must have it. */
  readonly uid: string | undefined;
}

/** In a request's body or, only where there is none, in its address. @throws StatusError */
export function deleteOptionsOf(request: DeskRequest): DeleteOptions {
  const { isDryRun } = optionsOf(request, "DeleteOptions");
  const isInBody = request.body.length > 0;
  const body = isInBody ? bodyOf(request, "the object provided is unrecognized") : {};
  const inAddress = request.url.searchParams.get("propagationPolicy");
  const policy = (isInBody ? at(body, "propagationPolicy") : inAddress) ?? "Background";
  const known = ["Foreground", "Background", "Orphan"];
  if (typeof policy !== "string" || !known.includes(policy)) {
    const cause = unsupported(JSON.stringify(policy), [...known, "nil"]);
    throw invalidOption("DeleteOptions", { field: "propagationPolicy", ...cause });
  }
  if (policy !== "Background") throw unknownToSandbox(`the propagation policy ${policy}`);
  return {
    isDryRun: isInBody ? listAt(body, "dryRun").includes("All") : isDryRun,
    uid: textAt(body, "preconditions", "uid"),
  };
}

/** @param refused what is said of a body that is no JSON, before the parser's own words @throws StatusError */
export function bodyOf({ body }: DeskRequest, refused: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch (error) {
    throw badRequest(`${refused}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isJson(json)) throw badRequest(`${refused}: it is no object`);
  return json;
}
