import type { Desired } from "../../../lib/deploys/desired.ts";
import type { Wanted } from "../../../lib/deploys/kubernetes/deploy-config.ts";
import type { EnginePage } from "../../../lib/deploys/preview.ts";
import type { OtherOperation, ProgressPart } from "../../../lib/deploys/request.ts";
import type { Running } from "../../../lib/deploys/running.ts";

/** What every engine can do for one placement of a target. */
export interface Engine {
  /** For people: its own page of what it deploys there, where it has one. */
  readonly page: EnginePage | undefined;
  /**
   * How the engine stands there.
   * @param when `compared` makes it look at git first, for the sync that is asked for next: whether that may be is then not
   *   asked, since the sync is refused where it may not. Now, unless said.
   * @throws EngineRefusal, Passing
   */
  standing(when?: "now" | "compared"): Promise<Standing>;
  /** What really runs there now, whatever git says. @throws EngineRefusal where that cannot be told, Passing */
  running(): Promise<Omit<Running, "cluster">>;
  /**
   * Before the commit, for engines that the server tells by itself what should run: what that would change there.
   * @throws EngineRefusal where it would be refused later, Passing
   */
  rehearse?(wanted: Wanted): Promise<readonly Difference[]>;
  /**
   * After the commit: what a sync of it would change there. An engine that has just said how it stands, compared, goes by
   * that.
   * @throws EngineRefusal, Passing
   */
  compare(ask: CompareAsk): Promise<readonly Difference[]>;
  /**
   * Asks for a sync of this revision, of an engine that has compared just now without another look; of a request that it was asked for already, it says so.
   *
   * A replica that stood still since its look must not ask for what another one has asked for meanwhile: `insist` finds
   * that out, right before. What is left is a replica that stands still between that and the engine's own decision for as
   * long as another one's whole sync takes: the engine then syncs the same commit of the same request once more.
   */
  request(ask: SyncAsk, insist: Insist): Promise<Requested>;
  /** What has become of it. */
  observe(ask: SyncAsk): Promise<Observation>;
  /** Ends the operation that is under way. */
  terminate(): Promise<void>;
  /** Calls back whenever something changes there, until told to stop. Ends when the connection does. */
  watch(onChange: () => void, signal: AbortSignal): Promise<void>;
  /** Tells the engine of a push, signed: a hint. @returns whether it took it */
  announce(push: Announcement): Promise<boolean>;
}

/**
 * What an engine calls right before it acts, and only where it was not asked before: what is under way already is not said
 * to be held or forbidden.
 * @param how `begun` where a part of it was asked for already, which is then brought to its end; anew, unless said
 * @throws LostLease where the request is another replica's by now, because this one stood still for too long
 * @throws Rejected where it may not be asked for any more
 */
export type Insist = (how?: "anew" | "begun") => Promise<void>;

/** How an engine stands at a placement. */
export interface Standing {
  /** What it reads, and what of it was synced last. */
  readonly sources: readonly Source[];
  /** Why nobody can say what else a sync would ship; undefined where the sources say it. */
  readonly unknown?: string | undefined;
  /** Whether it syncs by itself. */
  readonly isAutomatic: boolean;
  /** The names of what is there, sorted, where a placement has several applications. */
  readonly children?: readonly string[] | undefined;
  /** What is under way there. */
  readonly operation: ForeignOperation | undefined;
  /** Why nothing may be synced now; undefined where it may. */
  readonly blocked: string | undefined;
}

/** A repository that an engine reads. */
export interface Source {
  /** As the engine has it: `https://github.com/acme/releases.git`. */
  readonly repository: string;
  /** The folders and files that it reads of it. */
  readonly paths: readonly string[];
  /** The branch that it follows. */
  readonly branch: string;
  /** The commit that was synced last, 40 hex; undefined where none was. */
  readonly synced: string | undefined;
}

/** An operation, and whose it is. */
export interface ForeignOperation {
  readonly by: string;
  /** The request that it is for; undefined where it is nobody's request. */
  readonly request: string | undefined;
  readonly since: string | undefined;
  /** Whether somebody has terminated it already. */
  readonly isEnding: boolean;
}

/** A resource that a sync would change. */
export interface Difference {
  /** `Deployment/my-app` */
  readonly resource: string;
  /** Whether it differs by nothing but the version that was asked for. */
  readonly isExpected: boolean;
}

/** A request's sync. */
export interface SyncAsk {
  /** The request's id. */
  readonly id: string;
  /** `owner/name` of the repository in which the commit is that is to be synced. */
  readonly repository: string;
  /** 40 hex. */
  readonly commit: string;
  /** Those applications of several that people were shown; undefined where there is one, or nobody was shown which. */
  readonly children?: readonly string[] | undefined;
  /** What is to run, for engines that are told so. */
  readonly wanted: Wanted;
  /** When it was about to be committed: nothing that an engine did before is of it. ISO 8601. */
  readonly since: string;
  /** Whether what is no longer in git is to be deleted: where the request itself takes it out, and nowhere else. */
  readonly prunes: boolean;
  /**
   * What the ledger says by now, where another request or release has written that since: nothing goes back from it. Of a
   * database that was restored, requests come again that were done long ago.
   */
  readonly later?: Desired | undefined;
  /** How another commit of the branch stands to ours, for engines that may have taken that one. @throws Passing */
  readonly standingOf: (commit: string) => Promise<CommitStanding>;
}

/** Whether a commit comes after ours, and its file still says what ours has written there. */
export type CommitStanding = "not later" | "says the same" | "says another";

/** What the request changes in the commit. */
export interface CompareAsk extends SyncAsk {
  /** The values that stand for the versions before and after, such as tags. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Further values that the request changes, old and new, such as a number of replicas: none is a part of another. */
  readonly whole?: readonly string[] | undefined;
}

export type Requested =
  | { readonly kind: "accepted"; readonly operation: string }
  /** All is as that revision says already. */
  | { readonly kind: "nothing to sync" }
  /** What runs was asked for after it. */
  | { readonly kind: "superseded"; readonly says: string };

/** What has become of a sync, and of each of its parts where it has several. */
export type Observation = Seen & { readonly parts?: readonly ProgressPart[] };

export type Seen =
  | {
      readonly kind: "progressing";
      readonly says: string;
      /** What it has come to where nothing else follows in time, of an engine that may or may not try again. */
      readonly atLast?: "failed" | "reverted";
    }
  /** Synced at our revision, and not healthy yet. */
  | { readonly kind: "synced"; readonly says: string }
  | { readonly kind: "healthy"; readonly says: string }
  /** A later commit says another version, and the engine has taken that. */
  | { readonly kind: "superseded"; readonly says: string }
  /** It failed, and what ran before runs again. */
  | { readonly kind: "reverted"; readonly says: string }
  | {
      readonly kind: "failed";
      readonly code: "failed" | "terminated" | "degraded" | "foreign revision";
      readonly says: string;
    };

/** A push, as it is passed on. */
export interface Announcement {
  readonly event: string;
  readonly delivery: string;
  readonly body: string;
}

export type RefusalCode =
  "blocked" | "busy" | "unauthorized" | "forbidden" | "absent" | "automatic" | "refused";

/** The engine said no; its message says what to do. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  readonly code: RefusalCode;
  /** The operation that is in the way, of a refusal with the code "busy". */
  readonly operation: OtherOperation | undefined;

  constructor(code: RefusalCode, message: string, operation?: OtherOperation) {
    super(message);
    this.code = code;
    this.operation = operation;
  }
}
