import { setTimeout as sleep } from "node:timers/promises";
import type { ApiResponse } from "./answer.ts";
import type { Fault } from "./fault.ts";

/** What a front door says when something behind it is broken: GitHub's words. */
const MESSAGES: Readonly<Record<number, string>> = {
  500: "Server Error",
  502: "Server Error",
  503: "No server is currently available to service your request. Sorry about that. Please try refreshing and contact us if the problem persists.",
};

/**
 * Answers as the fault demands. A stale read shows in the answer itself, a cut when it is sent: not here.
 * @param limited the answer of a secondary limit
 * @param answer does what was requested
 * @returns what goes out in the end: an answer, a closed socket, or nothing at all
 */
export async function withFault(
  fault: Fault | undefined,
  limited: (retryAfterSeconds: number) => ApiResponse,
  answer: () => Promise<ApiResponse>,
): Promise<ApiResponse | "drop" | "hang"> {
  switch (fault?.kind) {
    case undefined:
    case "stale-read":
    case "cut":
      return answer();
    case "hang":
      return "hang";
    case "status":
      return brokenAnswer(fault.status, fault.message, fault.headers);
    case "secondary-limit":
      return limited(fault.retryAfterSeconds);
    case "drop":
      if (fault.when === "after") await answer();
      return "drop";
    case "status-after":
      await answer();
      return brokenAnswer(fault.status);
    case "delay":
      await fault.gate?.();
      return answer().finally(() => sleep(fault.ms, undefined, { ref: false }));
    default:
      return fault satisfies never;
  }
}

const brokenAnswer = (
  status: number,
  message = MESSAGES[status] ?? "",
  headers: Readonly<Record<string, string>> = {},
): ApiResponse => ({ status, headers, body: { message } });
