import type { App } from "../client.ts";
import { answerOf, reasonOf } from "../failure/answer.ts";
import { classify } from "../failure/classify.ts";
import { GitHubFailure } from "../failure/failure.ts";
import { OutOfTime, repeat } from "../repeat.ts";
import type { Session } from "../session.ts";

/**
 * Repeats a request that an App makes about itself, in no account and no repository.
 * @throws GitHubFailure, or an error that is not GitHub's
 */
export async function asApp<T>(session: Session, { appId }: App, send: () => Promise<T>): Promise<T> {
  const circumstances = {
    tokenLabel: `the key of App ${appId}`,
    name: { owner: "", repo: "" },
    permission: "metadata: read",
  };
  try {
    return await repeat(send, { ...session, classify: (error) => classify(error, circumstances) });
  } catch (error) {
    const cause = error instanceof OutOfTime ? error.cause : error;
    const failure = classify(cause, circumstances);
    if (failure === undefined || cause instanceof GitHubFailure) throw cause;
    const reason = answerOf(cause) ?? reasonOf(cause);
    throw new GitHubFailure(`App ${appId} was refused: ${reason}.`, failure, { cause });
  }
}
