import { answerOf, GitHubRefusal, statusOf } from "../errors.ts";

/** An App that may not act in a repository. */
export class AppRefusal extends GitHubRefusal {
  /** @param app its slug, or its id where GitHub did not tell it */
  constructor(app: string, repository: string, reason: string, cause?: unknown) {
    super(`App ${app} cannot act in ${repository}: ${reason}`, { cause });
  }
}

/** The words of GitHub for a JSON web token whose times are not near its own. */
const WRONG_CLOCK = /'(Expiration time|Issued at)' claim/;

/** Turns a failure of the App's own requests into words; errors that are not GitHub's pass unchanged. */
export function explainAppRefusal(error: unknown, appId: string, repository: string): unknown {
  const answer = answerOf(error);
  if (answer === undefined) return error;
  return new AppRefusal(appId, repository, `${answer}. ${advice(statusOf(error), answer)}`, error);
}

function advice(status: number | undefined, answer: string): string {
  if (WRONG_CLOCK.test(answer)) return "Set this machine's clock.";
  switch (status) {
    case 401:
      return "The private key is not one of this App's: its settings page shows the id, and makes new keys.";
    case 404:
      return "No App has this id: its settings page shows the right one.";
    default:
      return "Run the job again: that is always safe.";
  }
}
