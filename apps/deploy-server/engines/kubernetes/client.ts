import { step } from "../../../../lib/store/step.ts";
import { parsedJson, textAt } from "../../narrow.ts";
import { messageOf, Passing } from "../../trouble.ts";
import { EngineRefusal } from "../engine.ts";
import { ApiFailure, type Call } from "./call.ts";
import { connect, type Connection } from "./connection.ts";

/** No call of the API server takes longer, but a watch. */
const TIMEOUT_MS = 20_000;

/** One cluster's API server, as the server's account there reaches it. */
export interface KubernetesClient {
  /** Its name in db/server.yaml. */
  readonly cluster: string;
  readonly connection: Promise<Connection>;
}

/** @param kubeconfig its text, or `in-cluster` */
export function openClient(cluster: string, kubeconfig: string): KubernetesClient {
  const connection = connect(cluster, kubeconfig);
  // Whoever calls is told.
  connection.catch(() => undefined);
  return { cluster, connection };
}

/** @returns the answer's JSON @throws ApiFailure, EngineRefusal (unauthorized, forbidden), Passing */
export async function callApi(client: KubernetesClient, call: Call): Promise<unknown> {
  const { code, text } = await send(client, { ...call, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const json = parsedJson(text);
  if (code >= 200 && code < 300) return json;
  throw failure(client, call, { code, json, text });
}

/** The same, with undefined for what is not there. */
export async function findAtApi(client: KubernetesClient, call: Call): Promise<unknown> {
  try {
    return await callApi(client, call);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return undefined;
    throw error;
  }
}

/** Calls back for each event of a watch, until it ends or the signal says stop. */
export async function watchApi(
  client: KubernetesClient,
  call: Call & { readonly signal: AbortSignal },
  onEvent: () => void,
): Promise<void> {
  const connection = await step("kubernetes.connect watch", () => client.connection);
  const body = await step("kubernetes.watch", () => connection.stream(call));
  await step(
    "kubernetes.read events",
    () => body?.pipeTo(new WritableStream({ write: onEvent }), { signal: call.signal }) ?? Promise.resolve(),
  );
}

async function send(
  { cluster, connection: connected }: KubernetesClient,
  call: Call,
): Promise<{ readonly code: number; readonly text: string }> {
  const connection = await step("kubernetes.connect", () => connected);
  try {
    return await step("kubernetes.call", () => connection.send(call));
  } catch (error) {
    if (error instanceof EngineRefusal) throw error;
    throw new Passing(`could not ${call.doing} in ${cluster}: ${reasonOf(error)}`, { cause: error });
  }
}

function failure(
  { cluster }: KubernetesClient,
  { doing }: Call,
  { code, json, text }: { readonly code: number; readonly json: unknown; readonly text: string },
): Error {
  const says = textAt(json, "message") ?? `${code} ${text.slice(0, 200)}`;
  const what = `could not ${doing} in ${cluster}: ${says}`;
  if (code === 401) {
    return new EngineRefusal(
      "unauthorized",
      `${cluster} does not know the server's credentials: renew its kubeconfig`,
    );
  }
  if (code === 403) {
    return new EngineRefusal("forbidden", `${what}; give the server's account in ${cluster} that right`);
  }
  // A field that a kind does not have is answered with 500, by whatever the API server failed at.
  const isCallersMistake = says.startsWith("failed to create typed patch object");
  if ((code === 429 || code >= 500) && !isCallersMistake) return new Passing(what);
  return new ApiFailure(says, { code, status: json });
}

/** The reason is often one below. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
}
