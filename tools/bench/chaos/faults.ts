import type { Fault, GitHub } from "@release-channels/sandbox";

/** The probability of each fault per request; one request in four has one. */
const FAULTS: readonly (readonly [chance: number, fault: Fault, operation?: string])[] = [
  [0.02, { kind: "status", status: 500 }],
  [0.03, { kind: "status", status: 502 }],
  [0.02, { kind: "status", status: 503 }],
  [0.02, { kind: "status", status: 401, message: "Bad credentials" }],
  [0.03, { kind: "drop", when: "before" }],
  [0.03, { kind: "drop", when: "after" }],
  [0.03, { kind: "status-after", status: 502 }],
  [0.02, { kind: "cut" }],
  [0.002, { kind: "hang" }],
  [0.02, { kind: "delay", ms: 1000, spreadMs: 900 }],
  [0.015, { kind: "secondary-limit", retryAfterSeconds: 1 }],
  [0.01, { kind: "status", status: 429, message: "Too many requests", headers: { "retry-after": "1" } }],
  [0.01, { kind: "status", status: 403, message: "Forbidden", headers: { "retry-after": "1" } }],
  [0.05, { kind: "stale-read", ms: 30_000 }, "graphql:ReadBranch"],
  [0.05, { kind: "stale-read", ms: 2000 }, "graphql:ReadBranch"],
];

export function injectFaults(github: GitHub): void {
  for (const [chance, fault, operation = "*"] of FAULTS) github.inject({ operation, fault, chance });
}
