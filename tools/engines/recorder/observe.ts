import type { Hub } from "../hub.ts";

/** What GitHub shows about one commit, without what differs by chance: ids, times, addresses. */
export interface Observation {
  /** The oldest first: state, context, description, address of the page. */
  readonly statuses: readonly string[];
  readonly deployments: readonly {
    readonly fields: string;
    /** The oldest first. */
    readonly statuses: readonly string[];
  }[];
  /** The requests to GitHub about this commit's reports, operation and status: of its statuses, then of its deployments. */
  readonly requests: readonly string[];
}

/** A side's own names for what both have. */
export interface Names {
  /** The Application's name, which appears in both sides' messages and addresses. */
  readonly application: string;
  /** Where people open Argo CD. */
  readonly argoCdUrl: string;
}

/** The commit to observe. */
export interface Looked {
  readonly fullName: string;
  /** 40 hex. */
  readonly sha: string;
  readonly names: Names;
  /** How many requests GitHub had received before the commit, and before the next one. */
  readonly from: number;
  readonly to: number | undefined;
}

/** Observes a commit of a repository. */
export function observe(
  { github }: Pick<Hub, "github">,
  { fullName, sha, names, from, to }: Looked,
): Observation {
  const plain = (text: string | null): string =>
    (text ?? "–")
      .replaceAll(names.argoCdUrl, "ARGOCD")
      .replaceAll(names.application, "APPLICATION")
      .replaceAll(sha, "SHA");
  const kind = (login: string): string => (login.endsWith("[bot]") ? "an App" : "a user");
  return {
    statuses: github
      .statuses(fullName, sha)
      .toReversed()
      .map(({ state, context, description, targetUrl, creator }) =>
        [state, plain(context), plain(description), plain(targetUrl), kind(creator)].join(" | "),
      ),
    deployments: github
      .deployments(fullName)
      .filter((found) => found.sha === sha)
      .toReversed()
      .map(({ ref, task, payload, environment, transient, production, description, creator, statuses }) => ({
        fields: JSON.stringify({
          ref: plain(ref),
          task,
          payload,
          environment,
          transient,
          production,
          description,
          by: kind(creator),
        }),
        statuses: statuses
          .toReversed()
          .map(({ state, description, environment, environmentUrl, logUrl }) =>
            [state, plain(description), environment, environmentUrl, plain(logUrl)].join(" | "),
          ),
      })),
    requests: REPORTS.flatMap((operations) =>
      github.requests
        .slice(from, to)
        .filter(({ path }) => path.includes(`/repos/${fullName}/`))
        .filter(({ operation }) => operations.includes(operation))
        .map(({ operation, status }) => `${operation} ${status}`),
    ),
  };
}

/**
 * Each kind of report on its own: Argo CD's notifications go through an Application's triggers in the order of a Go map
 * (notifications-engine, `processResourceWithAPI`), which is another one each time.
 */
const REPORTS = [
  ["repos/create-commit-status"],
  ["repos/list-deployments", "repos/create-deployment", "repos/create-deployment-status"],
];
