import type { SentDispatch } from "../../../lib/deploys/sent-dispatch.ts";
import { issuerOf } from "../../../lib/github/oidc/issuer.ts";
import { tokenIdentity, type TokenIdentity } from "../../../lib/github/oidc/token-identity.ts";
import { maskingLog } from "../../../lib/http/masking-log.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import type { ClaimedSource, ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { verifiedLine } from "../../../lib/releases/history/commit-message.ts";
import { vouchedContent } from "../../../lib/releases/rules/provenance.ts";
import type { BuildProof } from "../../../lib/releases/rules/verified-build.ts";
import { receiveDispatch } from "../../../lib/store/dispatches.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

/** A dispatch as a job sends it: with a source, and the token apart. */
export interface ArrivingDispatch extends ReceivedDispatch {
  readonly source: ClaimedSource;
}

/** Of one repository. It is more than a build sends at once, and two commits have room for as many. */
export const MOST_WAITING = 200;

/** What becomes of a dispatch that is sent. */
export type Taken =
  /** It waits, or the very same came before. */
  | "taken"
  /** Its repository has too many waiting: nothing is kept of it. */
  | "crowded"
  /** The token has brought one before. */
  | "replayed"
  /** Its id is another dispatch's. */
  | "another's";

/**
 * Verifies which build sends a dispatch, as update-database does, and takes it: from here on it is not lost.
 * @throws InvalidDocument or ProvenanceRefusal where the token proves something else, or nothing; Unverifiable
 */
export async function takeDispatch(world: World, arriving: ArrivingDispatch, token: string): Promise<Taken> {
  const { clock, db, nudges } = world;
  const { id: tokenId, expiresAt, actor, proof } = await provenBy(world, arriving, token);
  const { id, releases, source } = arriving;
  const dispatch = { id, releases, source, proof, by: actor.login };
  const received = await receiveDispatch(
    db,
    { dispatch, receivedAt: clock.now().toISOString(), mostWaiting: MOST_WAITING },
    { id: tokenId, expiresAt: new Date(expiresAt).toISOString() },
  );
  if (received.kind === "replayed" || received.kind === "crowded") return received.kind;
  if (received.kind === "known" && !isSame(received.stored.dispatch, dispatch)) return "another's";
  nudges.nudge("dispatches");
  return "taken";
}

async function provenBy(
  { settings, clock, github, log }: World,
  arriving: ArrivingDispatch,
  token: string,
): Promise<TokenIdentity & { readonly proof: BuildProof }> {
  // Its log is its own: what it hides is forgotten with it.
  const session = { ...github.session(), log: maskingLog(log) };
  const proof = await step("dispatches.verify", () =>
    verifyProvenance(
      session,
      { ...arriving, provenance: token },
      {
        repository: settings.releases.repository,
        via: "token",
        provenance: "required",
        oidcIssuer: issuerOf(settings.github.url),
        leeway: 0,
        now: clock.now(),
        keys: github.issuerKeys,
      },
    ),
  );
  if (proof === undefined) throw new Error("a token was sent, and nothing was verified");
  return { ...tokenIdentity(token), proof };
}

/** Whether two dispatches are of the same build, for the same releases. */
function isSame(a: SentDispatch, b: SentDispatch): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ id, releases, proof }: SentDispatch): string {
  return `${verifiedLine(proof)}\n${vouchedContent(id, releases)}`;
}
