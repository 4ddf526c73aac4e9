import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import type { Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import type { ReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";
import type { AskedWish } from "./ask-for.ts";
import { deployBefore, earlierDeploy } from "./earlier.ts";

/** What somebody asks for without a chat: a deploy of what they name, or of what the past has to say. */
export type Wished =
  | { readonly kind: "deploy"; readonly wish: Wish }
  | { readonly kind: "undeploy" | "resume" | "rollback" | "adopt" }
  /** `which`: as `earlierDeploy` takes it. */
  | { readonly kind: "reapply"; readonly which: string };

/** A wish as somebody has sent it. */
export interface SentWish {
  readonly target: Target;
  readonly wished: Wished;
  /** In their own words; may be empty. */
  readonly why: string;
}

/** What a wish comes to now, by the ledger and the history of its target. @throws Rejected where there is nothing */
export async function wishedNow(
  world: World,
  state: ReleaseState,
  sent: SentWish,
): Promise<Pick<AskedWish, "target" | "kind" | "wish" | "why">> {
  const { target, wished, why } = sent;
  return { target, kind: wished.kind, wish: await wishOf(world, state, sent), why: whyOf(wished, why) };
}

async function wishOf(world: World, state: ReleaseState, { target, wished }: SentWish): Promise<Wish> {
  switch (wished.kind) {
    case "deploy":
      return wished.wish;
    case "undeploy":
      return { by: "desired", desired: VIRTUAL };
    case "resume":
      return { by: "as it is" };
    case "adopt":
      return { by: "what runs" };
    case "rollback":
      return { by: "desired", desired: await deployBefore(world, state, target) };
    default: {
      const { which } = wished;
      return { by: "desired", desired: await earlierDeploy(world, state, { target, which }) };
    }
  }
}

/** The ledger keeps which earlier deploy was applied again. */
function whyOf(wished: Wished, why: string): string {
  if (wished.kind !== "reapply") return why;
  const which = wished.which.slice(0, 8);
  return why === "" ? which : `${which}: ${why}`;
}
