import type { Target } from "../../../lib/deploys/target.ts";
import { nearest } from "../../../lib/releases/documents/nearest.ts";
import { parseDeploy, type TypedDeploy } from "./parse-deploy.ts";
import { parseLock, type TypedLock } from "./parse-lock.ts";

/** What somebody typed after `/deploy`. */
export type Command =
  | ({ readonly kind: "deploy" } & TypedDeploy)
  | { readonly kind: "rollback"; readonly target: Target }
  | { readonly kind: "undeploy" | "resume" | "adopt"; readonly target: Target }
  /** `which`: a number of the history, or a request. */
  | { readonly kind: "reapply"; readonly target: Target; readonly which: string }
  | { readonly kind: "status" | "history"; readonly config?: string; readonly channel?: string }
  | { readonly kind: "team status"; readonly team: string }
  | { readonly kind: "why"; readonly target: Target }
  | { readonly kind: "queue" | "unlock"; readonly target: Target }
  | ({ readonly kind: "lock" } & TypedLock)
  /** Of all apps unless one is named. */
  | { readonly kind: "versions"; readonly config?: string }
  | { readonly kind: "promote"; readonly target: Target; readonly from: string }
  | { readonly kind: "link"; readonly code?: string }
  | { readonly kind: "help" }
  /** Nothing: asks for the form. */
  | { readonly kind: "form" }
  /** What it was to be, as far as that is understood; a deploy where nothing is. */
  | { readonly kind: "unknown"; readonly meant: UnderstoodKind; readonly because: string };

type UnderstoodKind = "deploy" | "reapply" | "lock" | IncompleteKind;
type IncompleteKind = (typeof TARGET_COMMANDS)[number] | "promote";

/** All commands, each with what it does: what `/deploy help` shows. */
export const USAGES: readonly (readonly [usage: string, does: string])[] = [
  ["/deploy <app> <branch|#pull request|commit> to <channel>", "deploys what was built of it"],
  ["/deploy <app> [config <commit>] to <channel>", "deploys a config that has no image"],
  ["/deploy <app> <branch|commit> config <commit> to <channel>", "deploys with an earlier config"],
  ["/deploy <app> <version> to <channel> [downgrade]", "deploys a version of the app's chart"],
  ["/deploy status [<app> [<channel>]]", "what runs, and what is under way"],
  ["/deploy status team:<team>", "the same of a team's apps"],
  ["/deploy history <app> [<channel>]", "the last deploys"],
  ["/deploy rollback <app> in <channel>", "back to what ran before"],
  ["/deploy reapply <app> <number|request> to <channel>", "deploys again what the history shows"],
  ["/deploy promote <app> from <channel> to <channel>", "deploys to one channel what another one has"],
  ["/deploy versions [<app>]", "which version of its chart is where, and what is newer"],
  ["/deploy undeploy <app> from <channel>", "takes it out of the channel"],
  ["/deploy resume <app> in <channel>", "lets builds and pushes deploy it again"],
  ["/deploy adopt <app> in <channel>", "makes git say what really runs there"],
  ["/deploy queue <app> <channel>", "what is under way there, and what waits for it"],
  ["/deploy lock <app> in <channel> [for <time>] because <reason>", "holds all deploys and releases there"],
  ["/deploy unlock <app> in <channel>", "ends that"],
  ["/deploy why <app> <channel>", "which rules let you deploy there, and which do not"],
  ["/deploy link", "links your Slack account to your GitHub account"],
  ["/deploy", "a form for a deploy"],
  ["/deploy help", "this list"],
];

/** Those that name an app and a channel alone. */
const TARGET_COMMANDS = ["why", "undeploy", "rollback", "resume", "adopt", "unlock", "queue"] as const;

const DEPLOY = USAGES[0]?.[0] ?? "";
/** The words after `/deploy` that are no app. */
export const SUBCOMMANDS: readonly string[] = [
  ...new Set(USAGES.flatMap(([usage]) => /^\/deploy ([a-z]+)/.exec(usage)?.[1] ?? [])),
];

/** Reads a command's text, as Slack sends it. */
export function parseCommand(text: string): Command {
  const words = unescaped(text)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const [first, second, third, fourth] = words;
  if (first === undefined) return { kind: "form" };
  switch (first.toLowerCase()) {
    case "help":
      return { kind: "help" };
    case "link":
      return { kind: "link", ...(second !== undefined && { code: second }) };
    case "status":
    case "history": {
      const kind = first.toLowerCase() === "status" ? "status" : "history";
      // No app's name has a colon.
      const [, team] = /^team:(\S+)$/i.exec(second ?? "") ?? [];
      if (kind === "status" && team !== undefined) return { kind: "team status", team };
      const channel = isJoint(third) ? fourth : third;
      return {
        kind,
        ...(second !== undefined && { config: second }),
        ...(channel !== undefined && { channel }),
      };
    }
    case "versions":
      return { kind: "versions", ...(second !== undefined && { config: second }) };
    case "promote": {
      const [from, channel] = words.slice(2).filter((word) => !isJoint(word));
      if (second === undefined || from === undefined || channel === undefined) return incomplete("promote");
      return { kind: "promote", target: { config: second, channel }, from };
    }
    case "why":
    case "undeploy":
    case "resume":
    case "adopt":
    case "unlock":
    case "queue":
    case "rollback": {
      const channel = isJoint(third) ? fourth : third;
      const kind = TARGET_COMMANDS.find((one) => one === first.toLowerCase()) ?? "why";
      if (second === undefined || channel === undefined) return incomplete(kind);
      return { kind, target: { config: second, channel } };
    }
    case "reapply":
      return reapplyOf(words);
    case "lock": {
      const lock = parseLock(words.slice(1), usageOf("lock"));
      return typeof lock === "string" ? unknown("lock", lock) : { kind: "lock", ...lock };
    }
    default:
      return deployOf(words);
  }
}

function deployOf(words: readonly string[]): Command {
  const [config = "", , to] = words;
  const meant = to?.toLowerCase() === "to" ? undefined : nearest(config.toLowerCase(), SUBCOMMANDS);
  if (meant !== undefined) {
    return unknown("deploy", `there is no command ${config}; did you mean /deploy ${meant}?`);
  }
  const deploy = parseDeploy(words, DEPLOY);
  return typeof deploy === "string" ? unknown("deploy", deploy) : { kind: "deploy", ...deploy };
}

function reapplyOf([, config, which, joint, channel]: readonly string[]): Command {
  if (config === undefined || which === undefined || !isJoint(joint) || channel === undefined) {
    const usage = usageOf("reapply");
    return unknown("reapply", `it does not say what of which app, and where: write ${usage}`);
  }
  return { kind: "reapply", target: { config, channel }, which };
}

function isJoint(word: string | undefined): boolean {
  return word !== undefined && ["in", "to", "on", "from"].includes(word.toLowerCase());
}

function incomplete(kind: IncompleteKind): Command {
  const usage = usageOf(kind);
  return unknown(kind, `it does not say of which app, and in which channel: write ${usage}`);
}

function usageOf(kind: string): string {
  return USAGES.find(([one]) => one.startsWith(`/deploy ${kind} `))?.[0] ?? "";
}

function unknown(meant: UnderstoodKind, because: string): Command {
  return { kind: "unknown", meant, because };
}

/** Slack escapes three characters, and wraps what it takes for links. */
function unescaped(text: string): string {
  return text
    .replaceAll(/<(?:https?:[^|>]+)\|([^>]+)>/g, "$1")
    .replaceAll(/<(https?:[^>]+)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
