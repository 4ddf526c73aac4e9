import { createHash } from "node:crypto";
import { desiredText, isSameDesired, type Desired } from "./desired.ts";
import type { FluxManifest } from "./flux/version-place.ts";
import { targetKey, type Target } from "./target.ts";

/** One value of one file, or a file as a whole. */
export interface Change {
  /** As `owner/name`. */
  readonly repository: string;
  readonly file: string;
  /** The object of Flux that the field is of, where the file may have several. */
  readonly manifest?: Pick<FluxManifest, "kind" | "name"> | undefined;
  /** `image.tag`; `WHOLE_FILE`, whose value is the text's hash. */
  readonly field: string;
  /** Null where it is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether both are numbers or truth values, and are not to become texts; a version is a text always. */
  readonly isLiteral?: boolean | undefined;
}

/** The field of a change that removes a file, or brings it back. */
export const WHOLE_FILE = "";

/** The value of a file as a whole: 64 hex digits. */
export function wholeFile(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a change removes its file. */
export function isRemoval({ field, after }: Pick<Change, "field" | "after">): boolean {
  return field === WHOLE_FILE && after === null;
}

/** In a few words, for people: `values.yaml image.tag: main-88ad001 → main-1a2b3c4`. */
export function changeText({ file, field, before, after }: Change): string {
  if (field === WHOLE_FILE) return after === null ? `${file} is removed` : `${file} comes back`;
  return `${file} ${field}: ${before ?? "(new)"} → ${after ?? "(gone)"}`;
}

/** Somebody's commit that a sync brings along: it is in the application's paths, and was never synced. */
export interface Companion {
  readonly repository: string;
  /** 40 hex. */
  readonly sha: string;
  /** A GitHub login, or the name in the commit. */
  readonly author: string;
  readonly subject: string;
  /** Those that the application reads, sorted. */
  readonly files: readonly string[];
}

/** An engine's own page of what it deploys to one placement, for people. */
export interface EnginePage {
  /** The engine's name, as people write it: `Argo CD`. */
  readonly engine: string;
  readonly url: string;
}

/** What companions were looked for between. */
export interface Basis {
  /** When: ISO 8601 in UTC. */
  readonly at: string;
  /** The release repository's head: 40 hex. */
  readonly head: string;
  /** The commit that each source had synced last, 40 hex, with the repository as the engine calls it. */
  readonly synced: readonly { readonly repository: string; readonly commit: string }[];
}

/** What a person is shown before they say yes. */
export interface Preview {
  readonly target: Target;
  readonly from: Desired;
  readonly to: Desired;
  readonly changes: readonly Change[];
  /** What else this sync would ship: the commits of others since the last synced revision, in all sources. */
  readonly companions: readonly Companion[];
  /** A file that says another version than the ledger does, in words. */
  readonly drift: readonly string[];
  /** Why a part of it could not be found out; then it is confirmed once more. */
  readonly unavailable?: string | undefined;
  /** What the engine shows, and git alone did not, as `<kind>/<name>`. */
  readonly beyond?: readonly string[] | undefined;
  /** The engine's own page of each placement, in their order; null where it has none. Nobody's consent depends on it. */
  readonly enginePages?: readonly (EnginePage | null)[] | undefined;
  /** The cluster of each placement, in their order. Nobody's consent depends on it. */
  readonly clusters?: readonly string[] | undefined;
  /** The applications of each placement that has several, such as those of an ApplicationSet; null for any other. */
  readonly children?: readonly (readonly string[] | null)[] | undefined;
  /** What that was found out of; undefined where a part of it is not known. Nobody's consent depends on it. */
  readonly basis?: Basis | undefined;
}

/** What the state machine has to know of a preview. */
export interface PreviewFacts {
  readonly hash: string;
  readonly needsConfirmation: boolean;
  /** How many people other than the requester must approve. */
  readonly approvals: number;
}

/** What the channel asks of people. */
export interface ConsentRules {
  readonly protected: boolean;
  readonly approvals: number;
}

/**
 * What a confirmation is bound to: all that would be shipped, and nothing else. A branch that moved by commits that do not
 * concern the target leaves it as it is.
 * @returns 32 hex digits
 */
export function previewHash(preview: Preview): string {
  const { target, from, to, changes, companions, drift, unavailable, beyond = [], children } = preview;
  const content = [
    targetKey(target),
    identity(from),
    identity(to),
    changes
      .map(({ repository, file, field, before, after, manifest }) => [
        repository,
        file,
        field,
        before,
        after,
        ...(manifest === undefined ? [] : [manifest.kind, manifest.name]),
      ])
      .toSorted(byText),
    companions.map(({ repository, sha }) => [repository, sha]).toSorted(byText),
    drift.toSorted(),
    unavailable ?? null,
    ...beyond.toSorted(),
    ...(children === undefined ? [] : [children]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);
}

/** Which applications a sync is about, where a placement has several: `my-app-eu, my-app-us in prod`. */
export function childrenTexts({ children = [], clusters = [] }: Preview): readonly string[] {
  return children.flatMap((names, index) =>
    names === null ? [] : [`${names.join(", ")} in ${clusters[index] ?? "the cluster"}`],
  );
}

/**
 * What the state machine has to know of a preview. It is confirmed where the channel is protected, where it ships more
 * than was asked for, and where it does not show all.
 */
export function previewFacts(preview: Preview, rules: ConsentRules): PreviewFacts {
  const { companions, drift, beyond = [] } = preview;
  const showsMore = companions.length > 0 || drift.length > 0 || beyond.length > 0;
  return {
    hash: previewHash(preview),
    needsConfirmation: rules.protected || showsMore || preview.unavailable !== undefined,
    approvals: rules.approvals,
  };
}

/** What the engine shows that the preview from git did not, as `<kind>/<name>`; nobody has agreed to it. */
export function beyond(confirmed: readonly string[], shownByEngine: readonly string[]): readonly string[] {
  const known = new Set(confirmed);
  return shownByEngine.filter((resource) => !known.has(resource));
}

/** `my-app → prod: main-88ad001 → main-1a2b3c4` */
export function previewHeadline({ target, from, to }: Preview): string {
  const what = isSameDesired(from, to)
    ? `${desiredText(to)}, as it is`
    : `${desiredText(from)} → ${desiredText(to)}`;
  return `${target.config} → ${target.channel}: ${what}`;
}

function identity(desired: Desired): readonly (string | null)[] {
  return [
    desired.kind,
    desired.configSha ?? null,
    desired.artifact?.sha ?? null,
    desired.artifact?.digest ?? null,
    // Only there, so that nobody's word of before this was known is lost.
    ...(desired.chart === undefined
      ? []
      : [desired.chart.address, desired.chart.version, desired.chart.digest]),
  ];
}

/** By code unit: every replica must find the same hash. */
function byText(a: readonly unknown[], b: readonly unknown[]): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
