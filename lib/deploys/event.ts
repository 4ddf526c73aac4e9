import type { Desired } from "./desired.ts";
import type { Preview, PreviewFacts } from "./preview.ts";
import type { GitHubAccount, Progress, Reason } from "./request.ts";

/** What has happened to a request: a step that was done, a person's word, or what was observed. */
export type RequestEvent =
  | { readonly type: "identified"; readonly account: GitHubAccount }
  | {
      readonly type: "resolved";
      readonly from: Desired;
      readonly to: Desired;
      readonly ref?: string | undefined;
    }
  /** The build runs still, or what people are asked for is held now: stays, and says so; without a reason, no more. */
  | { readonly type: "waits"; readonly reason: Reason | undefined }
  | { readonly type: "previewed"; readonly preview: PreviewFacts; readonly shown?: Preview | undefined }
  /** What was shown is no longer what would happen: the branch moved, or other commits joined. */
  | { readonly type: "moved" }
  | { readonly type: "confirmed"; readonly by: GitHubAccount; readonly previewHash: string }
  | { readonly type: "approved"; readonly by: GitHubAccount; readonly previewHash: string }
  | { readonly type: "expired" }
  | { readonly type: "cancelled"; readonly by: GitHubAccount }
  | { readonly type: "turn came" }
  /** Its commit is in git already, of a time that the database does not know: it was restored from a backup. */
  | { readonly type: "found written" }
  /** The commits are there; found again after a crash counts as well. */
  | { readonly type: "committed"; readonly commit: string; readonly targetCommit?: string | undefined }
  /** The ledger is written, and the target's own file is refused for good. */
  | { readonly type: "target refused"; readonly commit: string; readonly reason: Reason }
  /** The engine's own difference; with a preview of its own where it shows more than was confirmed. */
  | {
      readonly type: "compared";
      /** The commit of this wave's file, which was written when its turn came. */
      readonly waveCommit?: string | undefined;
      readonly preview?: PreviewFacts | undefined;
      readonly shown?: Preview | undefined;
    }
  | { readonly type: "accepted"; readonly operation: string }
  /** The manifests are as they were, so that no operation starts. */
  | { readonly type: "nothing to sync" }
  /** The engine has got further, or back: the request stays where it is. */
  | { readonly type: "progressed"; readonly progress: Progress }
  /** Whoever was asked does not answer: stays. @see Silence */
  | { readonly type: "unanswered"; readonly says?: string | undefined }
  | { readonly type: "synced" }
  /** This wave is healthy at our revision for as long as it has to be. */
  | { readonly type: "verified"; readonly progress?: Progress | undefined }
  | { readonly type: "reverted"; readonly reason: Reason; readonly progress?: Progress | undefined }
  | { readonly type: "no word"; readonly reason: Reason; readonly progress?: Progress | undefined }
  | { readonly type: "retried"; readonly by: GitHubAccount }
  | {
      readonly [T in Ending]: {
        readonly type: T;
        readonly reason: Reason;
        /** What was seen last, where that is news. */
        readonly progress?: Progress | undefined;
      };
    }[Ending];

/** Events that end a request as what they are called, wherever the table has them. */
export type Ending = "rejected" | "superseded" | "held" | "blocked" | "busy" | "forbidden" | "failed";

export type EventType = RequestEvent["type"];
