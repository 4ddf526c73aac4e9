import { step } from "../../../../lib/store/step.ts";
import { messageOf } from "../../trouble.ts";
import { EngineRefusal } from "../engine.ts";
import type { Call } from "./call.ts";

/** A way to an API server, with the account's credentials. */
export interface Connection {
  readonly send: (call: Call) => Promise<{ readonly code: number; readonly text: string }>;
  /** The answer as it comes; null where it has none. */
  readonly stream: (call: Call) => Promise<ReadableStream<Uint8Array> | null>;
}

/** A kubeconfig that stands for the pod's own account. */
export const IN_CLUSTER = "in-cluster";

/**
 * Reads a kubeconfig, and signs each call by it: certificates, tokens, tokens that programs of the cloud hand out, proxies.
 * Only that is the library's: its typed calls drop fields that it does not know, and cannot ask the API server to refuse
 * them.
 */
export async function connect(cluster: string, kubeconfig: string): Promise<Connection> {
  // It is large, and only for those who have such a cluster.
  const { HttpMethod, IsomorphicFetchHttpLibrary, KubeConfig, RequestContext } = await step(
    "kubernetes.load the client",
    () => import("@kubernetes/client-node"),
  );
  const config = new KubeConfig();
  try {
    if (kubeconfig === IN_CLUSTER) config.loadFromCluster();
    else config.loadFromString(kubeconfig);
  } catch (error) {
    throw unusable(cluster, faultOf(error));
  }
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw unusable(cluster, "its current context names no cluster");
  const http = new IsomorphicFetchHttpLibrary();
  const answerOf = async ({ method = "GET", path, query = {}, body, contentType, signal }: Call) => {
    const search = new URLSearchParams(query).toString();
    const url = `${server.replace(/\/+$/, "")}${path}${search === "" ? "" : `?${search}`}`;
    const context = new RequestContext(url, HttpMethod[method]);
    context.setHeaderParam("Accept", "application/json");
    if (body !== undefined) {
      context.setHeaderParam("Content-Type", contentType ?? "application/json");
      context.setBody(JSON.stringify(body));
    }
    if (signal !== undefined) context.setSignal(signal);
    await step("kubernetes.sign", () => config.applySecurityAuthentication(context));
    // fetch's own words about a header that cannot be sent would show it.
    if (Object.values(context.getHeaders()).some((value) => !/^[\u0020-\u007e]*$/.test(value))) {
      throw unusable(cluster, "its token has a character that no token has");
    }
    return step("kubernetes.send", () => http.send(context).toPromise());
  };
  return {
    send: async (call) => {
      const answer = await answerOf(call);
      const text = await step("kubernetes.read", () => answer.body.text());
      return { code: answer.httpStatusCode, text };
    },
    stream: async (call) => {
      const answer = await answerOf(call);
      return answer.httpStatusCode === 200 ? answer.body.stream() : null;
    },
  };
}

/** Where a kubeconfig is wrong, and nothing more: the parser's own words show the lines around it, with their tokens. */
function faultOf(error: unknown): string {
  const [, line, column] = /\((\d+):(\d+)\)/.exec(messageOf(error)) ?? [];
  return line === undefined ? "it cannot be read" : `it is wrong at line ${line}, column ${column}`;
}

function unusable(cluster: string, why: string): EngineRefusal {
  return new EngineRefusal(
    "unauthorized",
    `the kubeconfig of ${cluster} cannot be used: ${why}; db/server.yaml says where it is`,
  );
}
