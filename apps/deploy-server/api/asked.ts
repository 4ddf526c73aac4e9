import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import { isExactVersion } from "../../../lib/deploys/flux/chart-version.ts";
import type { RequestKind, Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { at, parsedJson, textAt } from "../narrow.ts";

/** What a call asks for. */
export interface Called {
  readonly target: Target;
  readonly kind: Extract<RequestKind, "deploy" | "undeploy">;
  readonly wish: Wish;
  readonly why: string;
}

/** How a wish can be named, each with what it must look like. */
const WISHES = {
  branch: (text: string) => /^\S{1,250}$/.test(text),
  pull_request: (text: string) => /^[1-9]\d{0,8}$/.test(text),
  commit: (text: string) => /^[0-9a-f]{7,40}$/.test(text),
  // It becomes a part of an address in the registry.
  version: isExactVersion,
} as const;
type WishName = keyof typeof WISHES;

const FIELDS = ["config", "channel", "why", "undeploy", ...Object.keys(WISHES)];
const WHY_LENGTH = 300;

/** @throws HttpProblem 400 that names each value that is wrong, and what is allowed */
export function calledIn(text: string): Called {
  const body = parsedJson(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpProblem(
      400,
      'The body is no JSON object: send {"config": "my-app", "channel": "dev", "branch": "main"}.',
    );
  }
  const wrong = [...strangers(body), ...missing(body), ...wishFaults(body), ...whyFaults(body)];
  if (wrong.length > 0) {
    throw new HttpProblem(400, wrong.map(({ message }) => message).join("; "), { errors: wrong });
  }
  const [config = "", channel = "", why = ""] = ["config", "channel", "why"].map((name) =>
    textAt(body, name),
  );
  const target = { config, channel };
  if (at(body, "undeploy") === true) {
    return { target, kind: "undeploy", wish: { by: "desired", desired: VIRTUAL }, why };
  }
  return { target, kind: "deploy", wish: wishIn(body), why };
}

interface Wrong {
  readonly path: string;
  readonly message: string;
}

function strangers(body: object): readonly Wrong[] {
  return Object.keys(body)
    .filter((name) => !FIELDS.includes(name))
    .map((name) => ({ path: name, message: `${name} means nothing here: ${FIELDS.join(", ")} do` }));
}

function missing(body: object): readonly Wrong[] {
  return ["config", "channel"].flatMap((name) => {
    const value = at(body, name);
    return typeof value === "string" && /^[a-z0-9._-]{1,128}$/.test(value)
      ? []
      : [
          {
            path: name,
            message: `${name} is ${JSON.stringify(value) ?? "missing"}, but must be a name, and none is ever a default`,
          },
        ];
  });
}

/** Exactly one of them says what to deploy. */
function wishFaults(body: object): readonly Wrong[] {
  const given = [...wishNames(body), ...(at(body, "undeploy") === true ? ["undeploy"] : [])];
  const [only] = given;
  if (only === undefined || given.length > 1) {
    const what = given.length === 0 ? "nothing says what to deploy" : `${given.join(" and ")} are given`;
    return [
      { path: "", message: `${what}: give one of ${Object.keys(WISHES).join(", ")}, or undeploy: true` },
    ];
  }
  const [name] = wishNames(body);
  if (name === undefined || WISHES[name](valueOf(body, name))) return [];
  return [
    { path: name, message: `${name} is ${JSON.stringify(at(body, name))}: ${ALLOWED[name]} is allowed` },
  ];
}

const ALLOWED: Readonly<Record<WishName, string>> = {
  branch: "a branch's name",
  pull_request: "a pull request's number",
  commit: "a commit's first 7 to 40 digits",
  version: "a version, such as 1.4.2",
};

function wishNames(body: object): readonly WishName[] {
  const names: readonly WishName[] = ["branch", "pull_request", "commit", "version"];
  return names.filter((name) => at(body, name) !== undefined);
}

function valueOf(body: object, name: WishName): string {
  const value = at(body, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function wishIn(body: object): Wish {
  const [name = "branch"] = wishNames(body);
  const value = valueOf(body, name);
  switch (name) {
    case "branch":
      return { by: "branch", branch: value.replace(/^refs\/heads\//, "") };
    case "pull_request":
      return { by: "pull request", number: Number(value) };
    case "commit":
      return { by: "commit", sha: value };
    default:
      return { by: "version", version: value };
  }
}

function whyFaults(body: object): readonly Wrong[] {
  const why = at(body, "why");
  return why === undefined || (typeof why === "string" && why.length <= WHY_LENGTH)
    ? []
    : [{ path: "why", message: `why must be a text of at most ${WHY_LENGTH} characters` }];
}
