import type { PreviewState } from "../../../lib/deploys/branch-preview.ts";
import type { RequestKind, RequestState } from "../../../lib/deploys/request.ts";
import { html, type Html } from "../../../lib/http/look/html.ts";
import type { Standing } from "../views/target-view.ts";

/** How something is meant to feel: what is done, is under way, waits for people, went wrong, or is none of these. */
export type Tone = "good" | "busy" | "waits" | "bad" | "quiet";

const TONES = new Map<string, Tone>(
  Object.entries({
    live: "good",
    succeeded: "good",
    received: "busy",
    resolving: "busy",
    previewing: "busy",
    queued: "busy",
    writing: "busy",
    committed: "busy",
    requesting: "busy",
    progressing: "busy",
    verifying: "busy",
    "awaiting confirmation": "waits",
    "awaiting approval": "waits",
    "awaiting sync confirmation": "waits",
    failed: "bad",
    forbidden: "bad",
    reverted: "bad",
    "timed out": "bad",
    "ledger ahead": "bad",
    rejected: "bad",
    busy: "bad",
    blocked: "bad",
    waiting: "waits",
    deploying: "busy",
    removing: "busy",
    refused: "bad",
  } satisfies Partial<Record<Standing | RequestState | PreviewState, Tone>>),
);

/** @param state of a target, a request or a preview; one that an older server has written is shown as it is */
export function toneOf(state: string): Tone {
  return TONES.get(state) ?? "quiet";
}

const LABELS = new Map<string, string>(
  Object.entries({
    "awaiting confirmation": "waits for confirmation",
    "awaiting sync confirmation": "waits for confirmation",
    "awaiting approval": "waits for approval",
    queued: "waits for its turn",
    succeeded: "live",
  } satisfies Partial<Record<Standing | RequestState, string>>),
);

/** What has succeeded without making anything run. */
const DONE: Readonly<Partial<Record<RequestKind | "release", string>>> = {
  undeploy: "undeployed",
  resume: "resumed",
};

/** A state in words for people. @param kind of a request, whose success is named after it */
export function labelOf(state: string, kind?: RequestKind | "release"): string {
  const done = state === "succeeded" && kind !== undefined ? DONE[kind] : undefined;
  return done ?? LABELS.get(state) ?? state;
}

/** A state with its dot. */
export function stateMark(state: string, kind?: RequestKind | "release"): Html {
  return html`<span class="state" data-tone="${toneOf(state)}"
    ><span class="dot"></span>${labelOf(state, kind)}</span
  >`;
}

/** A moment, as long ago as it is; the time itself where somebody points at it. */
export function ago(at: string, now: Date): Html {
  return html`<time datetime="${at}" title="${momentText(at)}"
    >${agoText(now.getTime() - Date.parse(at))}</time
  >`;
}

/** `2026-11-29 14:02 UTC` */
export function momentText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function agoText(ms: number): string {
  if (ms < MINUTE) return "just now";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / DAY)} d ago`;
}
