import type { ActionsBlock, Button, ContextBlock, KnownBlock, SectionBlock } from "@slack/types";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { changeText, childrenTexts, type Companion, type Preview } from "../../../lib/deploys/preview.ts";
import { isAtEngine, isTakenOver, type DeployRequest, type Progress } from "../../../lib/deploys/request.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { buttonsOf } from "./buttons.ts";
import { clusterLines, markOf } from "./clusters.ts";
import { clockText, cut, cutMarkup, escaped, lengthText } from "./text.ts";

/** A request as people see it in the chat: whole each time, so that one that was lost is healed by the next. */
export interface Card {
  /** For notifications, and where blocks are not shown. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Slack's limit for the text of a section. */
const LONGEST = 3000;
/** Others' commits that are listed; the rest is counted. */
const LISTED = 8;

export function cardOf(request: DeployRequest): Card {
  const { id, target, shown, by } = request;
  const asker =
    by.chat === undefined ? escaped(by.account?.login ?? by.login ?? "somebody") : `<@${by.chat.user}>`;
  const headline = `*${escaped(target.config)} → ${escaped(target.channel)}*   ${wishText(request)}   ${verbOf(request)} by ${asker}`;
  const lines = [headline, ...reasonLines(request), ...(shown === undefined ? [] : previewLines(shown))];
  const buttons = buttonsOf(request);
  return {
    text: cutMarkup(escaped(`${target.config} → ${target.channel}: ${plainStatus(request)}`), LONGEST),
    blocks: [
      section(lines.join("\n")),
      // A block of its own: however long the preview is, where the request stands is never cut off.
      section(statusLines(request).join("\n")),
      ...(buttons.length === 0 ? [] : [actions(buttons)]),
      context(`request ${id}`),
    ],
  };
}

/** An event has nobody who asks: who released it, who pushed or built it, or who deleted its config. */
function verbOf({ kind, by }: DeployRequest): string {
  if (by.via !== "event") return "asked";
  if (kind === "autodeploy") return "pushed";
  return kind === "undeploy" ? "config deleted" : "released";
}

/** Why somebody wants it, in their words. */
function reasonLines({ kind, why }: DeployRequest): readonly string[] {
  return kind === "deploy" && why !== "" ? [`because ${escaped(cut(why, 300))}`] : [];
}

function wishText({ to, wish }: DeployRequest): string {
  if (to !== undefined) return `\`${escaped(desiredText(to))}\``;
  switch (wish.by) {
    case "branch":
      return `branch ${escaped(wish.branch)}`;
    case "pull request":
      return `#${wish.number}`;
    case "commit":
      return escaped(wish.sha);
    case "build":
      return escaped(wish.image);
    case "version":
      return escaped(wish.version);
    case "as it is":
    case "what runs":
      return wish.by;
    case "config":
      return wish.sha === undefined ? "config" : `config ${escaped(wish.sha)}`;
    default:
      return escaped(desiredText(wish.desired));
  }
}

function previewLines(preview: Preview): readonly string[] {
  const { from, changes, companions, drift, unavailable, beyond = [] } = preview;
  const replaced = from.kind === "virtual" ? "new here" : `replaces \`${escaped(desiredText(from))}\``;
  return [
    [replaced, ...changes.map(changeText).map(escaped)].join(" · "),
    ...childrenTexts(preview).map((one) => `syncs ${escaped(cut(one, 300))}`),
    ...companionLines(companions),
    ...drift.map((one) => `⚠ ${escaped(one)}`),
    ...(unavailable === undefined ? [] : [`⚠ ${escaped(unavailable)}`]),
    ...(beyond.length === 0
      ? []
      : [`⚠ The cluster shows more than the version: ${escaped(beyond.join(", "))}`]),
  ];
}

function companionLines(companions: readonly Companion[]): readonly string[] {
  if (companions.length === 0) return [];
  const count = companions.length === 1 ? "1 change that is" : `${companions.length} changes that are`;
  const listed = companions
    .slice(0, LISTED)
    .map(
      ({ author, subject, files, sha }) =>
        `   • ${escaped(author)}: ${escaped(cut(subject, 80))} (${shortSha(sha)}, ${escaped(cut(files.join(", "), 120))})`,
    );
  const more = companions.length > LISTED ? [`   and ${companions.length - LISTED} more`] : [];
  return [`⚠ This sync also ships ${count} not yours:`, ...listed, ...more];
}

function statusLines(request: DeployRequest): readonly string[] {
  const { commit } = request;
  const written = commit === undefined ? "" : `committed ${shortSha(commit)} ✓ · `;
  const clusters = clusterLines(request).map(
    ({ mark, name, says, isPart }) => `${isPart ? "   " : ""}${mark} ${name}: ${says}`,
  );
  return [`${written}${markOf(request)} ${escaped(plainStatus(request))}`, ...clusters.map(escaped)];
}

/** Where it stands, in words without any markup. */
export function plainStatus(request: DeployRequest): string {
  return `${clusterText(request)}${silenceText(request) ?? statusText(request)}`;
}

/** What was seen last is no news any more: it is told as that. */
function silenceText({ silence, progress }: DeployRequest): string | undefined {
  if (silence?.says === undefined) return undefined;
  const last = progress === undefined ? "" : `, and saw last: ${progress.says}`;
  return `no word since ${clockText(silence.since)}: ${silence.says}. The server keeps asking${last}`;
}

/** At which of several clusters it is at work. */
function clusterText(request: DeployRequest): string {
  const { wave, waves } = request;
  return isAtEngine(request) && waves > 1 ? `cluster ${wave + 1} of ${waves}: ` : "";
}

/** Nothing deploys a chart by itself: whoever asks is held up no more. */
function resumedText({ from }: DeployRequest): string {
  return from?.kind === "chart"
    ? "resumed: it takes the next version that somebody asks for"
    : "resumed: events deploy it again, as its config says";
}

function doneText(request: DeployRequest): string {
  if (request.kind === "undeploy") return "undeployed";
  return isTakenOver(request) ? "adopted" : "live";
}

/** Of several approvals, who has given theirs. */
function approvalText({ preview, approvals }: DeployRequest): string {
  const { approvals: needed = 1 } = preview ?? {};
  const by = approvals.length === 0 ? "" : `, by ${approvals.map((one) => one.by.login).join(", ")}`;
  const count = needed < 2 ? "" : ` (${approvals.length} of ${needed}${by})`;
  return `waits for another person's approval${count}`;
}

function statusText(request: DeployRequest): string {
  const { state, reason, progress, times, confirmations } = request;
  const because = reason === undefined ? "" : `: ${reason.message}`;
  const held = reason === undefined ? "" : `; ${reason.message}`;
  switch (state) {
    case "succeeded": {
      if (request.kind === "resume") return resumedText(request);
      const ms = Date.parse(times.succeeded ?? "") - Date.parse(times.received ?? "");
      return `${doneText(request)} in ${lengthText(ms)}`;
    }
    case "awaiting confirmation":
      return `waits for your word${held}`;
    case "awaiting sync confirmation":
      return `${confirmations.length === 0 ? "waits for your word" : approvalText(request)}${held}`;
    case "awaiting approval":
      return `${approvalText(request)}${held}`;
    case "resolving":
      return reason === undefined ? "looking for the build" : reason.message;
    case "writing":
    case "queued": {
      const [first] = confirmations;
      return `${state === "queued" ? "waits for its turn" : "writing"}${first === undefined ? "" : `, confirmed by ${first.by.login}`}`;
    }
    case "committed":
      return "the cluster compares";
    case "requesting":
      return "asking the cluster to sync";
    case "progressing":
      return progressText(progress, "syncing");
    case "verifying":
      return progressText(progress, "synced");
    default:
      return `${state}${because}`;
  }
}

function progressText(progress: Progress | undefined, unknown: string): string {
  if (progress?.healthySince !== undefined) return "healthy, and watched for a while";
  const says = progress?.says ?? unknown;
  return progress?.degradedSince === undefined ? says : `${says}; it fails unless that passes at once`;
}

/** Verbatim: Slack would else make links and mentions of others' words, such as a commit's `@channel` or an address. */
function section(text: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", verbatim: true, text: cutMarkup(text, LONGEST) } };
}

function actions(elements: readonly Button[]): ActionsBlock {
  return { type: "actions", elements: [...elements] };
}

function context(text: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", verbatim: true, text }] };
}
