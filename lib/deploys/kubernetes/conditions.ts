import { listAt, numberAt, textAt } from "../narrow.ts";

/** A condition as Kubernetes has them. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: "True" | "False" | "Unknown";
  /** One word, for programs. */
  readonly reason: string;
  readonly message: string;
  /** ISO 8601 in UTC: when `status` changed last. */
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}

/** Applied: all objects are as the specs say. Ready: they run. Drifted: somebody else has changed something. */
const TYPES = ["Applied", "Ready", "Drifted"] as const;
export type ConditionType = (typeof TYPES)[number];

/** How a target stands in its cluster. */
export type Finding =
  | { readonly kind: "undeployed" }
  | { readonly kind: "ready"; readonly says: string }
  | { readonly kind: "rolling out"; readonly says: string }
  /** It will not get ready by itself. */
  | { readonly kind: "degraded"; readonly says: string }
  /** Nothing was changed, or not all. */
  | { readonly kind: "refused"; readonly reason: RefusedReason; readonly says: string };

export type RefusedReason =
  "SpecsUnusable" | "NotOurs" | "Conflict" | "Invalid" | "Forbidden" | "NotFound" | "SpecEdited";

/** What is not as the server has left it. */
export interface Drift {
  readonly reason: "SpecEdited" | "ObjectsChanged";
  readonly says: string;
}

/** When conditions are written, and of what. */
export interface ConditionFacts {
  readonly generation: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly earlier: readonly Condition[];
}

type Verdict = Pick<Condition, "status" | "reason" | "message">;

/** Longer ones help nobody; the API server's limit is 32,768. */
const LONGEST = 2_000;

/** The conditions for what was found: a status that stays keeps its time. */
export function conditionsFor(
  finding: Finding,
  drift: Drift | undefined,
  { generation, at, earlier }: ConditionFacts,
): readonly Condition[] {
  const verdicts = { ...progressOf(finding), Drifted: driftVerdict(drift) };
  return TYPES.map((type) => {
    const { status, reason, message } = verdicts[type];
    const before = earlier.find((one) => one.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : at;
    return {
      type,
      status,
      reason,
      message: message.slice(0, LONGEST),
      lastTransitionTime,
      observedGeneration: generation,
    };
  });
}

function progressOf(finding: Finding): Readonly<Record<"Applied" | "Ready", Verdict>> {
  switch (finding.kind) {
    case "undeployed": {
      const says = { reason: "Undeployed", message: "nothing is deployed" };
      return { Applied: { status: "True", ...says }, Ready: { status: "True", ...says } };
    }
    case "ready":
      return {
        Applied: { status: "True", reason: "Applied", message: "all objects are as the specs say" },
        Ready: { status: "True", reason: "Ready", message: finding.says },
      };
    case "rolling out":
    case "degraded":
      return {
        Applied: { status: "True", reason: "Applied", message: "all objects are as the specs say" },
        Ready: {
          status: "False",
          reason: finding.kind === "degraded" ? "Degraded" : "RollingOut",
          message: finding.says,
        },
      };
    default: {
      const { reason, says } = finding;
      return {
        Applied: { status: "False", reason, message: says },
        Ready: { status: "Unknown", reason: "NotApplied", message: "what is desired is not applied" },
      };
    }
  }
}

function driftVerdict(drift: Drift | undefined): Verdict {
  return drift === undefined
    ? { status: "False", reason: "AsApplied", message: "nobody else has changed anything" }
    : { status: "True", reason: drift.reason, message: drift.says };
}

/** Whether writing them would tell anybody anything. */
export function areSame(one: readonly Condition[], other: readonly Condition[]): boolean {
  const text = (conditions: readonly Condition[]): string =>
    JSON.stringify(
      conditions.map(({ type, status, reason, message, observedGeneration }) => [
        type,
        status,
        reason,
        message,
        observedGeneration,
      ]),
    );
  return text(one) === text(other);
}

/** The conditions of a status that the API server has; what is none of ours is left out. */
export function conditionsOf(status: unknown): readonly Condition[] {
  return listAt(status, "conditions").flatMap((one) => {
    const type = TYPES.find((known) => known === textAt(one, "type"));
    const value = (["True", "False", "Unknown"] as const).find((known) => known === textAt(one, "status"));
    if (type === undefined || value === undefined) return [];
    return [
      {
        type,
        status: value,
        reason: textAt(one, "reason") ?? "",
        message: textAt(one, "message") ?? "",
        lastTransitionTime: textAt(one, "lastTransitionTime") ?? "",
        observedGeneration: numberAt(one, "observedGeneration") ?? 0,
      },
    ];
  });
}
