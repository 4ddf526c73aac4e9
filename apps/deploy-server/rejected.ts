import type { Target } from "../../lib/deploys/target.ts";
import { GitHubFailure } from "../../lib/github/failure/failure.ts";
import { InvalidDocument } from "../../lib/releases/documents/problem.ts";
import { mayPass } from "./trouble.ts";

/** As what it ends: by a rule, by a lock or a freeze, or because somebody may not any more. */
export type RejectedAs = "rejected" | "held" | "forbidden";

/** The request cannot be fulfilled; the message says why, and what to do. */
export class Rejected extends Error {
  override readonly name = "Rejected";
  readonly code: string;
  readonly ending: RejectedAs;

  constructor(code: string, message: string, ending: RejectedAs = "rejected") {
    super(message);
    this.code = code;
    this.ending = ending;
  }
}

/** Whether trying the same again is in vain until somebody changes something. */
export function isFinal(error: unknown): error is Rejected | InvalidDocument | GitHubFailure {
  if (error instanceof GitHubFailure) return !mayPass(error);
  return error instanceof Rejected || error instanceof InvalidDocument;
}

/** @param because in words that follow "because" */
export function held({ config, channel }: Target, because: string): Rejected {
  return new Rejected(
    "held",
    `${config} in ${channel} is held, because ${because}: ask again when that has ended`,
    "held",
  );
}
