import type { Freeze, Policy, Release } from "../generated/schema.generated.ts";
import { spansAround, type Span } from "./weekly-window.ts";

type Place = Pick<Release, "container" | "channel">;

/**
 * Why a release is frozen, as a clause that follows "because":
 * `prod is frozen by alice since 2026-12-20T00:00:00Z until 2027-01-04T00:00:00Z: release week`. Of several freezes,
 * the one that ends last.
 * @param at now: ISO 8601 in UTC
 * @returns undefined if no freeze applies now
 */
export function freezeReason(policy: Policy, release: Place, at: string): string | undefined {
  const now = Date.parse(at);
  const holding = spansOf(policy, [release], now).filter(({ span }) => span.from <= now && now < span.until);
  const [last] = holding.toSorted((a, b) => b.span.until - a.span.until);
  return last && `${subjectOf(last.freeze)} is frozen ${circumstances(last, "since")}`;
}

/** How far ahead a freeze is announced, so that people who release weekly see it once. */
const NOTICE_MS = 7 * 86_400_000;

/**
 * The freezes that will hold any of these releases within a week, in order of their beginning:
 * `prod will be frozen by alice from …`.
 * @param at now: ISO 8601 in UTC
 */
export function comingFreezes(policy: Policy, releases: readonly Place[], at: string): readonly string[] {
  const now = Date.parse(at);
  const first = new Map<Freeze, FrozenSpan>();
  for (const frozen of spansOf(policy, releases, now)) {
    const { freeze, span } = frozen;
    if (span.from > now && span.from <= now + NOTICE_MS && !first.has(freeze)) first.set(freeze, frozen);
  }
  return [...first.values()]
    .toSorted((a, b) => a.span.from - b.span.from)
    .map((frozen) => `${subjectOf(frozen.freeze)} will be frozen ${circumstances(frozen, "from")}`);
}

/**
 * The policy's freezes that begin within a week, in order of their beginning.
 * @param at now: ISO 8601 in UTC
 */
export function announcedFreezes(policy: Policy, at: string): readonly string[] {
  const { freezes = [] } = policy;
  const places = freezes.map(({ channel, container = "any" }) => ({ channel, container }));
  return comingFreezes(policy, places, at);
}

/** When a freeze applies: all of its time, or one of the weekly windows within it. */
interface FrozenSpan {
  readonly freeze: Freeze;
  readonly span: Span;
}

function spansOf({ freezes = [] }: Policy, releases: readonly Place[], now: number): readonly FrozenSpan[] {
  return freezes
    .filter((freeze) => releases.some((release) => concerns(freeze, release)))
    .flatMap((freeze) => {
      const whole = wholeSpan(freeze);
      const spans = freeze.weekly === undefined ? [whole] : spansAround(freeze.weekly, now);
      return spans
        .map(({ from, until }) => ({
          freeze,
          span: { from: Math.max(from, whole.from), until: Math.min(until, whole.until) },
        }))
        .filter(({ span }) => span.from < span.until);
    });
}

/** A freeze ends at the named moment; releases from then on are accepted. */
function wholeSpan({ from, until }: Freeze): Span {
  return {
    from: from === undefined ? -Infinity : Date.parse(from),
    until: until === undefined ? Infinity : Date.parse(until),
  };
}

function concerns(freeze: Freeze, { container, channel }: Place): boolean {
  return freeze.channel === channel && (freeze.container ?? container) === container;
}

function subjectOf({ container, channel }: Freeze): string {
  return container === undefined ? channel : `${container} in ${channel}`;
}

function circumstances({ freeze, span }: FrozenSpan, word: "since" | "from"): string {
  const since = Number.isFinite(span.from) ? ` ${word} ${moment(span.from, freeze.from)}` : "";
  const until = Number.isFinite(span.until) ? ` until ${moment(span.until, freeze.until)}` : "";
  return `by ${freeze.by}${since}${until}: ${freeze.reason}`;
}

/** @param written the time as the policy writes it, if it does */
function moment(epochMilliseconds: number, written: string | undefined): string {
  if (written !== undefined && Date.parse(written) === epochMilliseconds) return written;
  return new Date(epochMilliseconds).toISOString().replace(".000Z", "Z");
}
