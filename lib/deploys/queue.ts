import { isActive, isOpen, type DeployRequest } from "./request.ts";
import { targetKey } from "./target.ts";

/** A request with its place in the order in which requests came. */
export interface Queued {
  readonly request: DeployRequest;
  /** Grows with every request; of two, the lower one came first. */
  readonly sequence: number;
}

/**
 * Whose turn it is at a target: one at a time, first come, first served.
 * @param requests all of the target that are open, in any order
 * @returns undefined while one is at work, and where none waits
 */
export function nextInTurn(requests: readonly Queued[]): Queued | undefined {
  return requests.some(({ request }) => isActive(request)) ? undefined : waiting(requests)[0];
}

/**
 * How many come before a request: 0 for the one whose turn is next.
 * @returns undefined where it does not wait in the queue
 */
export function placeInQueue(requests: readonly Queued[], id: string): number | undefined {
  const place = waiting(requests).findIndex(({ request }) => request.id === id);
  if (place === -1) return undefined;
  return requests.some(({ request }) => isActive(request)) ? place + 1 : place;
}

function waiting(requests: readonly Queued[]): readonly Queued[] {
  return requests
    .filter(({ request }) => request.state === "queued")
    .toSorted((a, b) => a.sequence - b.sequence);
}

/**
 * What a new request makes superfluous of its target. Autodeploy keeps only its newest; what people asked for stays.
 * What is at work is never taken away.
 */
export function superfluous(requests: readonly Queued[], newest: Queued): readonly Queued[] {
  if (newest.request.kind !== "autodeploy") return [];
  const key = targetKey(newest.request.target);
  return requests.filter(
    ({ request, sequence }) =>
      request.kind === "autodeploy" &&
      targetKey(request.target) === key &&
      sequence < newest.sequence &&
      isOpen(request) &&
      !isActive(request),
  );
}
