import { setTimeout as sleep } from "node:timers/promises";
import { classifyFailure, LostAnswer } from "../failure.ts";
import type { Client } from "../client.ts";
import { persist, type Patience } from "../persist.ts";
import type { Deployment } from "./deployment.ts";
import { CREATION_ID, findDeployment, type Creation } from "./find-deployment.ts";
import { explainCreation } from "./refusal.ts";

/** @see https://docs.github.com/en/rest/deployments/deployments#create-a-deployment */
export interface NewDeployment extends Creation {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  readonly description: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly autoMerge: boolean;
  /** Contexts that must be success; every submitted one when undefined, none when empty. */
  readonly requiredContexts: readonly string[] | undefined;
  readonly transient: boolean;
  /** Without it GitHub decides by the environment's name. */
  readonly production: boolean | undefined;
}

/** GitHub merged the default branch into the ref instead of making a deployment; `merged` is its message. */
export interface Merged {
  readonly merged: string;
}

/**
 * Creates a deployment, once: after a lost answer it looks for it before it sends again. One request when nothing
 * goes wrong.
 * @throws GitHubRefusal
 */
export async function createDeployment(
  client: Client,
  request: NewDeployment,
  patience: Patience,
): Promise<Deployment | Merged> {
  let isLost = false;
  try {
    return await persist(async () => {
      const found = isLost ? await lookFor(client, request) : undefined;
      if (found !== undefined) return found;
      try {
        return await send(client, request);
      } catch (error) {
        isLost ||= classifyFailure(error, Date.now()).kind === "unknown";
        throw error;
      }
    }, patience);
  } catch (error) {
    throw explainCreation(error, request, request);
  }
}

async function send(client: Client, request: NewDeployment): Promise<Deployment | Merged> {
  const { repository, ref, environment, task, description, payload, creationId } = request;
  const { autoMerge, requiredContexts, transient, production } = request;
  const { data } = await client.request("POST /repos/{owner}/{repo}/deployments", {
    ...repository,
    ref,
    environment,
    task,
    description,
    payload: { ...payload, [CREATION_ID]: creationId },
    auto_merge: autoMerge,
    ...(requiredContexts !== undefined && { required_contexts: [...requiredContexts] }),
    transient_environment: transient,
    ...(production !== undefined && { production_environment: production }),
    request: { retries: 0 },
  });
  // An answer that was cut off is a text.
  if (typeof data !== "object") throw new LostAnswer();
  return "id" in data
    ? { id: Number(data.id), nodeId: data.node_id, sha: data.sha }
    : { merged: data.message ?? "" };
}

/** Reads may lag behind writes: one look is not enough to say that it is not there. */
const WAITS_BEFORE_LOOKS_MS = [0, 1000, 2000, 4000];

/**
 * Looks for the deployment of a creation whose answer nobody heard: one request, or a few over some seconds.
 * @returns undefined when it is not there
 */
export async function lookFor(client: Client, creation: Creation): Promise<Deployment | undefined> {
  for (const wait of WAITS_BEFORE_LOOKS_MS) {
    await sleep(wait);
    const found = await findDeployment(client, creation);
    if (found !== undefined) return found;
  }
  return undefined;
}
