import { GitHubFailure, type Failure, type MissingPermission } from "../github/failure/failure.ts";
import { Unverifiable } from "../github/oidc/unverifiable.ts";

const AGAIN = "Run the job again; that is always safe.";

/** Explains an error in a job's log: what happened, why, and what to do next. */
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
    return `Run the job again; that is always safe. If it fails again, check that ${error.issuer} is the right issuer and that the runner can reach it.`;
  }
  return adviceOn(failure);
}

/** What to do about a failure, beyond what GitHub's own message says. */
export function adviceOn(failure: Failure): string | undefined {
  switch (failure.code) {
    case "transient":
    case "moved":
      return AGAIN;
    case "rate-limit":
      return "Wait, then run the job again; that is always safe.";
    case "early-token":
    case "bad-credentials":
      return `${capital(failure.tokenLabel)} is wrong, expired or revoked: create a new one.`;
    case "missing-permission":
      return lackOf(failure);
    case "single-sign-on":
      return "Authorize the token for the organization's single sign-on.";
    case "not-found":
      return `Either ${failure.repository} does not exist, or ${failure.tokenLabel} cannot see it: the token needs ${failure.needed} there.`;
    default:
      return adviceOnValue(failure) ?? adviceOnApp(failure) ?? adviceOnTheWay(failure);
  }
}

function lackOf({ tokenLabel, needed, isIntegration }: MissingPermission): string {
  const lack = `${capital(tokenLabel)} lacks a permission: it needs ${needed}.`;
  // GitHub speaks of an integration. A token from an input is then usually the job's own, which only the job can
  // extend.
  return isIntegration && !tokenLabel.includes(" App ") ? `${lack} ${JOBS_TOKEN}` : lack;
}

const JOBS_TOKEN =
  "The job's GITHUB_TOKEN gets permissions from the job's permissions key, and for its own repository only.";

function adviceOnValue(failure: Failure): string | undefined {
  switch (failure.code) {
    case "archived":
      return `${failure.repository} is archived, so nothing can be written to it: unarchive it in its settings, or use another repository.`;
    case "secret-found":
      return "GitHub's push protection takes something in this change for a secret: remove it from what is sent, or allow it at the address that GitHub gives, if it is none.";
    case "protected-branch":
      return "Allow the token's App (GitHub Actions, for the job's own token) to bypass that rule in the branch's ruleset.";
    case "conflict": {
      const states = failure.contexts.map(({ context, state }) => `${context} is ${state}`).join(", ");
      return states === ""
        ? `Merge the default branch into ${failure.ref} by hand, or set auto-merge to false.`
        : `${states}: wait for success, or remove them from required-contexts.`;
    }
    case "no-such-ref":
      return failure.sha === undefined
        ? `Set ref to a branch, a tag or a full commit id that exists in ${failure.repository}.`
        : `${failure.sha} is no longer in ${failure.repository}, because its history was rewritten. The release itself is not affected.`;
    case "no-such-deployment":
      return `Either ${failure.repository} has no deployment ${failure.id} (an id is valid only in the repository where the deployment was created), or ${failure.tokenLabel} cannot see it: the token needs ${failure.needed} there.`;
    case "no-such-commit":
      return "Set sha to a commit that was pushed to this repository.";
    case "too-many-statuses":
      return "GitHub accepts 1,000 statuses per commit and context: use another context, or report less often.";
    case "deadline-passed":
      return "Run the job again, which is always safe, or allow it more time.";
    case "history-too-long":
      return "Send the dispatch again instead of re-running an old job.";
    default:
      return undefined;
  }
}

function adviceOnApp(failure: Failure): string | undefined {
  switch (failure.code) {
    case "app-not-installed": {
      const page = failure.installAt === undefined ? "" : ` at ${failure.installAt}`;
      return `Ask an owner of ${failure.owner} to install it${page}, or to add the repository to its installation.`;
    }
    case "app-suspended":
      return `Ask an owner of ${failure.account} to end the suspension at ${failure.settings}`;
    case "app-lacks-permission":
      return `Ask the App's owner to add the permission under "Permissions & events" in the App's settings, then an owner of ${failure.account} to accept it at ${failure.settings}`;
    case "app-not-on-repository":
      return `Add the repository at ${failure.settings}, or remove installation-id.`;
    case "no-such-installation":
      return "Remove installation-id: the installation is then found by the repository.";
    case "wrong-app-key":
      return "The private key does not belong to this App: the App's settings page shows the right id and generates new keys.";
    case "no-such-app":
      return "No App has this id: the App's settings page shows the right one.";
    case "wrong-clock":
      return "Set this machine's clock.";
    default:
      return undefined;
  }
}

/** What to do when this machine cannot reach GitHub. Running the job again would not help. */
function adviceOnTheWay(failure: Failure): string | undefined {
  switch (failure.code) {
    case "not-trusted-certificate":
      return `This machine does not trust the authority that issued the certificate of ${failure.host}. Store the authority's certificate in a file on the runner, and set NODE_EXTRA_CA_CERTS to its path in the environment in which the runner starts.`;
    case "no-such-host":
      return `The host ${failure.host} does not exist: correct GITHUB_API_URL, the proxy's address, or this machine's DNS.`;
    case "bad-proxy":
      return `Set ${failure.variable} to the proxy's address in the form http://host:port.`;
    case "bad-address":
      return "Correct GITHUB_API_URL: use an address such as https://HOST/api/v3.";
    case "bad-token-characters":
      return "Store the secret again, with nothing before or after the token.";
    default:
      return undefined;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
