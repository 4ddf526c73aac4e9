import { randomUUID } from "node:crypto";
import { newRequest, type DeployRequest } from "../../deploys/request.ts";
import type { Incoming } from "../inbox.ts";

/** What tests of the store put in. */

export const AT = "2026-11-29T19:00:00Z";
export const HOUR = 3_600_000;
export const claim = { owner: "replica-a", leaseMs: HOUR, limit: 10 };

export const incoming = (key: string, more: Partial<Incoming> = {}): Incoming => ({
  source: "github",
  key,
  kind: "push",
  payload: { ref: "refs/heads/main" },
  ...more,
});

export const request = (config: string, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...newRequest(
    {
      id: randomUUID(),
      target: { config, channel: "prod" },
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "slack", chat: { team: "T1", user: "U1" } },
      why: "",
    },
    AT,
  ),
  ...more,
});
