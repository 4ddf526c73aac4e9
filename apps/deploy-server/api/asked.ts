import { isExactVersion } from "../../../lib/deploys/flux/chart-version.ts";
import type { Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { at, textAt } from "../narrow.ts";
import type { Wished } from "../requests/wished.ts";
import { bodyIn, isLine, LINE_LENGTH, missing, refuse, strangers, targetIn, type Wrong } from "./body.ts";

/** What a call asks for. */
export interface Called {
  readonly target: Target;
  readonly wished: Wished;
  readonly why: string;
}

/** Fields that say what to deploy: what each must look like, in words as well. */
const WISHES = {
  branch: { isAllowed: (text: string) => /^\S{1,250}$/.test(text), allowed: "a branch's name" },
  pull_request: {
    isAllowed: (text: string) => /^[1-9]\d{0,8}$/.test(text),
    allowed: "a pull request's number",
  },
  artifact_sha: { isAllowed: isCommit, allowed: "a commit's first 7 to 40 digits" },
  // It becomes a part of an address in the registry.
  version: { isAllowed: isExactVersion, allowed: "a version, such as 1.4.2," },
  reapply: {
    isAllowed: (text: string) => /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40})$/.test(text),
    allowed: "the id of a request, or a full commit of the ledger,",
  },
} as const;
type WishName = keyof typeof WISHES;
const WISH_NAMES: readonly WishName[] = ["branch", "pull_request", "artifact_sha", "version", "reapply"];

/** Fields that are `true` for what needs no more words. */
const FLAGS = ["undeploy", "rollback", "resume", "adopt"] as const;

/** With which of them a commit of the config can go. */
const WITH_CONFIG: readonly string[] = ["branch", "pull_request", "artifact_sha"];

const FIELDS = ["config", "channel", "why", "config_sha", ...WISH_NAMES, ...FLAGS];

/** @throws HttpProblem 400 that names each value that is wrong, and what is allowed */
export function calledIn(text: string): Called {
  const body = bodyIn(text, '{"config": "my-app", "channel": "dev", "branch": "main"}');
  refuse([...strangers(body, FIELDS), ...missing(body), ...wishFaults(body), ...whyFaults(body)]);
  return { target: targetIn(body), wished: wishedIn(body), why: textAt(body, "why") ?? "" };
}

/** Exactly one of them says what to deploy; a commit of the config says it alone, or goes with an artifact. */
function wishFaults(body: object): readonly Wrong[] {
  const names = wishNames(body);
  const flags = flagFaults(body);
  if (flags.length > 0) return flags;
  const given = [...names, ...flagsIn(body)];
  const [only] = given;
  const configSha = at(body, "config_sha");
  if (given.length > 1 || (only === undefined && configSha === undefined)) {
    const what = given.length === 0 ? "nothing says what to deploy" : `${given.join(" and ")} are given`;
    const acts = FLAGS.map((name) => `${name}: true`).join(", ");
    return [{ path: "", message: `${what}: give one of ${WISH_NAMES.join(", ")}, config_sha, ${acts}` }];
  }
  return [
    ...names
      .filter((name) => !WISHES[name].isAllowed(valueOf(body, name)))
      .map((name) => fault(body, name, WISHES[name].allowed)),
    ...(configSha === undefined ? [] : configFaults(body, only)),
  ];
}

function configFaults(body: object, only: string | undefined): readonly Wrong[] {
  if (!isCommit(valueOf(body, "config_sha"))) return [fault(body, "config_sha", WISHES.artifact_sha.allowed)];
  if (only === undefined || WITH_CONFIG.includes(only)) return [];
  const message = `config_sha does not go with ${only}: it is given alone, or with ${WITH_CONFIG.join(" or ")}`;
  return [{ path: "config_sha", message }];
}

function fault(body: object, name: string, allowed: string): Wrong {
  return { path: name, message: `${name} is ${JSON.stringify(at(body, name))}: ${allowed} is allowed` };
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(text);
}

function wishNames(body: object): readonly WishName[] {
  return WISH_NAMES.filter((name) => at(body, name) !== undefined);
}

/** Passed over, what it was to say would be something else's deploy. */
function flagFaults(body: object): readonly Wrong[] {
  return FLAGS.filter((name) => !["undefined", "boolean"].includes(typeof at(body, name))).map((name) =>
    fault(body, name, "true or false"),
  );
}

/** One that is `false` says nothing. */
function flagsIn(body: object): readonly (typeof FLAGS)[number][] {
  return FLAGS.filter((name) => at(body, name) === true);
}

function valueOf(body: object, name: string): string {
  const value = at(body, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function wishedIn(body: object): Wished {
  const [flag] = flagsIn(body);
  if (flag !== undefined) return { kind: flag };
  const [name] = wishNames(body);
  if (name === "reapply") return { kind: "reapply", which: valueOf(body, name) };
  return { kind: "deploy", wish: wishIn(body, name) };
}

function wishIn(body: object, name: Exclude<WishName, "reapply"> | undefined): Wish {
  const sha = at(body, "config_sha") === undefined ? undefined : valueOf(body, "config_sha");
  const withConfig = sha === undefined ? {} : { configSha: sha };
  const value = name === undefined ? "" : valueOf(body, name);
  switch (name) {
    case "branch":
      return { by: "branch", branch: value.replace(/^refs\/heads\//, ""), ...withConfig };
    case "pull_request":
      return { by: "pull request", number: Number(value), ...withConfig };
    case "artifact_sha":
      return { by: "commit", sha: value, ...withConfig };
    case "version":
      return { by: "version", version: value };
    default:
      return sha === undefined ? { by: "config" } : { by: "config", sha };
  }
}

function whyFaults(body: object): readonly Wrong[] {
  const why = at(body, "why");
  return why === undefined || isLine(why)
    ? []
    : [{ path: "why", message: `why must be one line of at most ${LINE_LENGTH} characters` }];
}
