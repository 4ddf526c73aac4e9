import type { RefusedReason } from "../../../../lib/deploys/kubernetes/conditions.ts";
import { conflictsOf, conflictText } from "../../../../lib/deploys/kubernetes/conflicts.ts";
import { EngineRefusal, type RefusalCode } from "../engine.ts";
import type { ApiFailure } from "./call.ts";

/** Why nothing was applied, in a word for programs as well. */
export class ApplyRefusal extends EngineRefusal {
  readonly reason: RefusedReason;

  constructor(reason: RefusedReason, message: string) {
    super("refused", message);
    this.reason = reason;
  }
}

const REASONS: Readonly<Partial<Record<RefusalCode, RefusedReason>>> = {
  forbidden: "Forbidden",
  unauthorized: "Forbidden",
  absent: "NotFound",
};

/** The word for any refusal. */
export function reasonOfRefusal(refusal: EngineRefusal): RefusedReason {
  if (refusal instanceof ApplyRefusal) return refusal.reason;
  return REASONS[refusal.code] ?? "SpecsUnusable";
}

/** What the API server's refusal of an object means. @param object `Deployment/shop` */
export function applyRefusal(object: string, { code, message, status }: ApiFailure): ApplyRefusal {
  const conflicts = conflictsOf(status);
  if (conflicts.length > 0) {
    return new ApplyRefusal(
      "Conflict",
      `${object}: ${conflictText(conflicts)}, and the specs say something else: leave that to them in the specs, or take it from them (kubectl apply --server-side --force-conflicts), and ask again`,
    );
  }
  if (code === 404) {
    const what = message.startsWith("namespaces ") ? `${message}: create the namespace` : message;
    return new ApplyRefusal("NotFound", `${object}: ${what}`);
  }
  return new ApplyRefusal("Invalid", `${object}: ${message}; correct the spec, and ask again`);
}
