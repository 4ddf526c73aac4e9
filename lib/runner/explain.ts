import { GitHubFailure, type Failure, type MissingPermission } from "../github/failure/failure.ts";
import { Unverifiable } from "../github/oidc/verify-id-token.ts";

const AGAIN = "Run the job again: that is always safe.";

/** What was thrown in words for the log of a job: what happened, why, and what to do next. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof GitHubFailure)) return error.message;
  const advice = adviceFor(error);
  return advice === undefined ? error.message : `${error.message} ${advice}`;
}

function adviceFor(error: GitHubFailure): string | undefined {
  const { failure } = error;
  const isPassing = failure.code === "transient" || failure.code === "refused";
  if (error instanceof Unverifiable && isPassing) {
    return `Run the job again, which is always safe; if it goes on, see whether ${error.issuer} is the right issuer and can be reached.`;
  }
  return adviceOn(failure);
}

/** What to do about a failure, as far as there is more to say than what GitHub said. */
export function adviceOn(failure: Failure): string | undefined {
  switch (failure.code) {
    case "transient":
    case "moved":
      return AGAIN;
    case "rate-limit":
      return "Wait and run the job again: that is always safe.";
    case "early-token":
    case "bad-credentials":
      return `${capital(failure.tokenLabel)} is wrong, expired or revoked: make a new one.`;
    case "missing-permission":
      return lackOf(failure);
    case "single-sign-on":
      return "Authorize the token for the organisation's single sign-on.";
    case "not-found":
      return `Either ${failure.repository} does not exist, or ${failure.tokenLabel} may not see it: it needs ${failure.needed} there.`;
    default:
      return adviceOnValue(failure) ?? adviceOnApp(failure) ?? adviceOnTheWay(failure);
  }
}

function lackOf({ tokenLabel, needed, isIntegration }: MissingPermission): string {
  const lack = `${capital(tokenLabel)} lacks a permission there: it needs ${needed}.`;
  // Where GitHub speaks of an integration, a token from an input is mostly the job's own, which nobody can give a permission.
  return isIntegration && !tokenLabel.includes(" App ") ? `${lack} ${JOBS_TOKEN}` : lack;
}

const JOBS_TOKEN =
  "If it is the job's GITHUB_TOKEN: it gets that from the job's permissions, and for its own repository only.";

function adviceOnValue(failure: Failure): string | undefined {
  switch (failure.code) {
    case "protected-branch":
      return "Let the token's App (GitHub Actions for the job's own token) bypass that rule in the branch's ruleset.";
    case "conflict": {
      const states = failure.contexts.map(({ context, state }) => `${context} is ${state}`).join(", ");
      return states === ""
        ? `Merge the default branch into ${failure.ref} by hand, or set auto-merge to false.`
        : `${states}: wait for success, or leave them out of required-contexts.`;
    }
    case "no-such-ref":
      return failure.sha === undefined
        ? `Give in ref a branch, a tag or a full commit id that ${failure.repository} has.`
        : `${failure.sha} is not in ${failure.repository} any more: its history was rewritten. The release itself stands.`;
    case "no-such-deployment":
      return `Either deployment ${failure.id} is not one of ${failure.repository} (an id counts in the repository that it was made in), or ${failure.tokenLabel} may not see it: it needs ${failure.needed} there.`;
    case "no-such-commit":
      return "Give the sha of a commit that was pushed to this repository.";
    case "too-many-statuses":
      return "GitHub takes 1,000 of a context for a commit: use another context, or report less often.";
    case "deadline-passed":
      return "Run the job again, which is always safe, or give it more time.";
    case "history-too-long":
      return "Send it anew instead of running an old job again.";
    default:
      return undefined;
  }
}

function adviceOnApp(failure: Failure): string | undefined {
  switch (failure.code) {
    case "app-not-installed": {
      const page = failure.installAt === undefined ? "" : ` at ${failure.installAt}`;
      return `An owner of ${failure.owner} installs it${page}, or adds the repository to its installation.`;
    }
    case "app-suspended":
      return `An owner of ${failure.account} lifts that at ${failure.settings}`;
    case "app-lacks-permission":
      return `The App's owner adds it under "Permissions & events" of the App, then an owner of ${failure.account} accepts it at ${failure.settings}`;
    case "app-not-on-repository":
      return `Add the repository at ${failure.settings}, or leave installation-id away.`;
    case "no-such-installation":
      return "Leave installation-id away, and it is found by the repository.";
    case "wrong-app-key":
      return "The private key is not one of this App's: its settings page shows the id, and makes new keys.";
    case "no-such-app":
      return "No App has this id: its settings page shows the right one.";
    case "wrong-clock":
      return "Set this machine's clock.";
    default:
      return undefined;
  }
}

/** What stands between this machine and GitHub. Running the job again would change none of it. */
function adviceOnTheWay(failure: Failure): string | undefined {
  switch (failure.code) {
    case "not-trusted-certificate":
      return `The certificate of ${failure.host} is of no authority that this machine trusts. Put the authority's certificate into a file on the runner, and give its path in NODE_EXTRA_CA_CERTS in the environment that the runner starts with.`;
    case "no-such-host":
      return `There is no host ${failure.host}: correct the address in GITHUB_API_URL, the proxy's, or this machine's DNS.`;
    case "bad-proxy":
      return `Write the proxy's address in ${failure.variable} as http://host:port.`;
    case "bad-address":
      return "Correct GITHUB_API_URL: an address such as https://HOST/api/v3 is expected.";
    case "bad-token-characters":
      return "Store the secret again, without anything before or after the token.";
    default:
      return undefined;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
