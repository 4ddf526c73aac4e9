import { step } from "../../../../lib/store/step.ts";
import { numberAt, parsedJson, textAt } from "../../narrow.ts";
import { messageOf, Passing } from "../../trouble.ts";
import { EngineRefusal } from "../engine.ts";

/** How an Argo CD is reached. */
export interface ArgoCdConnection {
  /** `https://argocd.acme.dev`, without a slash at the end. */
  readonly url: string;
  /** The cluster's name in db/server.yaml, for messages. */
  readonly cluster: string;
  /** Where the token comes from, for messages: `env:CLUSTER_PROD_EU`. */
  readonly tokenSource: string;
  /** Read for each request: a token that was renewed counts at once. */
  readonly token: () => string;
}

export interface ArgoCdCall {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: object;
  /** What is tried, in words that follow "could not": `sync my-app-prod`. */
  readonly doing: string;
}

/** What Argo CD says when it refuses. @see the gRPC codes: 5 not found, 7 denied, 9 precondition, 16 unauthenticated */
export interface ArgoCdError {
  readonly status: number;
  readonly code: number | undefined;
  readonly message: string;
}

const TIMEOUT_MS = 20_000;

/**
 * Calls Argo CD's API, once.
 * @param refine a refusal that this call knows more about; undefined for any other
 * @returns the answer's JSON
 * @throws EngineRefusal where it said no, Passing where it may say yes later
 */
export async function callArgoCd(
  connection: ArgoCdConnection,
  call: ArgoCdCall,
  refine: (error: ArgoCdError) => EngineRefusal | undefined = () => undefined,
): Promise<unknown> {
  const { url, cluster, token } = connection;
  const { method = "GET", path, body, doing } = call;
  // Argo CD answers 415 to every request but GET that does not say that it is JSON.
  const type = method === "GET" ? {} : { "content-type": "application/json" };
  const answer = await step("argo-cd.call", () =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: { accept: "application/json", authorization: `Bearer ${token()}`, ...type },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Passing(`${cluster} (${url}) did not answer: ${reasonOf(error)}`, { cause: error });
    }),
  );
  const text = await step("argo-cd.read answer", () => readText(answer, cluster));
  if (answer.ok) return parsedJson(text);
  const json = parsedJson(text);
  const error = {
    status: answer.status,
    code: numberAt(json, "code"),
    message: textAt(json, "message") ?? text.slice(0, 200).trim(),
  };
  throw refine(error) ?? refusalOf(connection, doing, error);
}

async function readText(answer: Response, cluster: string): Promise<string> {
  return answer.text().catch((error: unknown) => {
    throw new Passing(`the answer of ${cluster} broke off: ${messageOf(error)}`, { cause: error });
  });
}

/** fetch itself says only that it failed. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
}

function refusalOf(
  { cluster, url, tokenSource }: ArgoCdConnection,
  doing: string,
  { status, message }: ArgoCdError,
): Error {
  const could = `Could not ${doing} on ${cluster}`;
  if (status === 401) {
    return new EngineRefusal(
      "unauthorized",
      `${could}: ${url} does not take the token of ${tokenSource} (${message}). It has expired or was revoked: put a new one there`,
    );
  }
  if (status === 403) {
    return new EngineRefusal(
      "forbidden",
      `${could}: Argo CD refuses it to the token of ${tokenSource} (${message}). Give its account or role that right, and check the application's name and project`,
    );
  }
  if (status === 404) {
    return new EngineRefusal(
      "absent",
      `${could}: ${message}. Check the application's name and the cluster's project in db/server.yaml`,
    );
  }
  if (status === 429 || status >= 500) return new Passing(`${could}: ${url} answered ${status}, ${message}`);
  return new EngineRefusal("refused", `${could}: Argo CD answered ${status}, ${message}`);
}
