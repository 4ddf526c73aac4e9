import { importedCode } from "./imported-code.ts";

/** A request that an action may make. */
export interface ActionRequest {
  /** As the code writes it: `POST /repos/{owner}/{repo}/dispatches`, or `query ReadBranch` of GraphQL. */
  readonly operation: string;
  readonly purpose: string;
  /** What it needs, by GitHub's names; without it, any caller may make the request. */
  readonly permission?: string;
  /** The action does without it if the permission is missing. */
  readonly optional?: boolean;
}

/** What each operation of the code is for. One that is not here is an error: see requestsOf. */
const KNOWN: readonly ActionRequest[] = [
  {
    operation: "POST /repos/{owner}/{repo}/dispatches",
    purpose: "sends the dispatch",
    permission: "contents: write",
  },
  {
    operation: "GET /repos/{owner}/{repo}",
    purpose: "when the release repository was renamed: asks for its new name",
    permission: "metadata: read",
  },
  {
    operation: "query ReadBranch",
    purpose: "reads the branch's head and the files, and the workflow's other runs",
    permission: "contents: read",
  },
  {
    operation: "mutation CommitOnBranch",
    purpose: "commits, only if the branch has not moved",
    permission: "contents: write",
  },
  {
    operation: "query FindCommit",
    purpose: "when an answer was lost or the job runs again: looks whether the commit is there",
    permission: "contents: read",
  },
  {
    operation: "query FileHistory",
    purpose: "finds the commits of the database",
    permission: "contents: read",
  },
  {
    operation: "query FileAt",
    purpose: "reads the database as it was",
    permission: "contents: read",
  },
  {
    operation: "GET /repos/{owner}/{repo}/contents/{path}",
    purpose: "reads a file that is too large for GraphQL",
    permission: "contents: read",
  },
  {
    operation: "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
    purpose: "when others write, too: counts them, to take turns",
    permission: "actions: read",
    optional: true,
  },
  {
    operation: "GET /repos/{owner}/{repo}/commits/{ref}/status",
    purpose: "looks whether the commit says so already",
    permission: "statuses: read",
    optional: true,
  },
  {
    operation: "POST /repos/{owner}/{repo}/statuses/{sha}",
    purpose: "sets the status",
    permission: "statuses: write",
  },
  {
    operation: "POST /repos/{owner}/{repo}/deployments",
    purpose: "creates the deployment",
    permission: "deployments: write",
  },
  {
    operation: "GET /repos/{owner}/{repo}/deployments",
    purpose: "when an answer was lost: looks whether the deployment is there",
    permission: "deployments: read",
  },
  {
    operation: "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
    purpose: "sets its state",
    permission: "deployments: write",
  },
  {
    operation: "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
    purpose: "when the deployment was there before: looks whether it has a state",
    permission: "deployments: read",
  },
  {
    operation: "query DeploymentsOfEnvironment",
    purpose: "with `inactivate`: finds the environment's deployments",
    permission: "deployments: read",
  },
  {
    operation: "query RolloutsOfEnvironment",
    purpose: "finds what ran before, among the release repository's own deployments",
    permission: "deployments: read",
  },
  {
    operation: "GET /repos/{owner}/{repo}/compare/{basehead}",
    purpose: "whether the branch that GitHub shows has a commit already",
    permission: "contents: read",
  },
  {
    operation: "query OpenDeployments",
    purpose: "finds a source repository's deployments",
    permission: "deployments: read",
  },
  {
    operation: "mutation SetDeploymentStates",
    purpose: "finishes deployments, many at once",
    permission: "deployments: write",
  },
];

/** What an App requests before and after: the same for every action that accepts one. */
const OF_APPS: ReadonlySet<string> = new Set([
  "GET /repos/{owner}/{repo}/installation",
  "POST /app/installations/{installation_id}/access_tokens",
  "DELETE /installation/token",
  "GET /app/installations/{installation_id}",
  "GET /app",
]);

/** What only an action has in its code that asks the deploy server. */
const ASKS_DEPLOY_SERVER = '"/v1/requests"';

/** Requests outside GitHub's API: of an action whose code has the mark, unless it has the other. */
const OUTSIDE: readonly {
  readonly mark: string;
  readonly unless?: string;
  readonly request: ActionRequest;
}[] = [
  {
    mark: ASKS_DEPLOY_SERVER,
    request: {
      operation: "GET $ACTIONS_ID_TOKEN_REQUEST_URL",
      purpose: "asks GitHub for the token that proves which workflow asks",
      permission: "id-token: write",
    },
  },
  {
    mark: ASKS_DEPLOY_SERVER,
    request: { operation: "POST <server>/v1/requests", purpose: "asks the deploy server for the deploy" },
  },
  {
    mark: ASKS_DEPLOY_SERVER,
    request: { operation: "GET <server>/v1/requests/{id}", purpose: "asks it what became of that" },
  },
  {
    mark: "ACTIONS_ID_TOKEN_REQUEST_URL",
    unless: ASKS_DEPLOY_SERVER,
    request: {
      operation: "GET $ACTIONS_ID_TOKEN_REQUEST_URL",
      purpose: "asks GitHub for the token that proves the run",
      permission: "id-token: write",
      optional: true,
    },
  },
  {
    mark: "/.well-known/jwks",
    request: {
      operation: "GET <issuer>/.well-known/jwks",
      purpose: "where a dispatch brings a token: the issuer's keys",
    },
  },
];

export interface ActionRequests {
  readonly requests: readonly ActionRequest[];
  /** It can act as a GitHub App. */
  readonly takesApp: boolean;
}

/**
 * What an action may request, according to its code.
 * @throws Error for an operation that is not described here
 */
export function requestsOf(action: string): ActionRequests {
  const code = importedCode([`actions/${action}/src/main.ts`]);
  const operations = operationsIn(code);
  const strange = operations.filter(
    (operation) => !OF_APPS.has(operation) && !KNOWN.some((known) => known.operation === operation),
  );
  if (strange.length > 0)
    throw new Error(
      `actions/${action} asks ${strange.join(", ")}: describe it in tools/generate/requests.ts.`,
    );
  return {
    requests: [
      ...KNOWN.filter(({ operation }) => operations.includes(operation)),
      ...OUTSIDE.filter(
        ({ mark, unless }) => code.includes(mark) && (unless === undefined || !code.includes(unless)),
      ).map(({ request }) => request),
    ],
    takesApp: operations.some((operation) => OF_APPS.has(operation)),
  };
}

/** REST routes and the names of GraphQL operations. */
function operationsIn(code: string): readonly string[] {
  const found = code.matchAll(
    /(?<=")(?:GET|POST|PUT|PATCH|DELETE) \/[^"]*(?=")|\b(?:query|mutation) [A-Z]\w+(?=\()/g,
  );
  return [...new Set([...found].map(([operation]) => operation))];
}
