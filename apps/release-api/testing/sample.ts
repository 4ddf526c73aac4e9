import { createHash } from "node:crypto";
import type { Policy, ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Sample {
  readonly container: string;
  /** Tag, and how long ago in milliseconds, by channel. */
  readonly dev?: readonly [tag: string, age: number];
  readonly stage?: readonly [tag: string, age: number];
  readonly prod?: readonly [tag: string, age: number];
  readonly by: string;
}

const SAMPLES: readonly Sample[] = [
  {
    container: "billing-api",
    by: "mara-lindqvist",
    dev: ["main-9f31c2e", 0.2 * HOUR],
    stage: ["main-4be0a11", 5 * HOUR],
    prod: ["v4.18.2", 6 * DAY],
  },
  {
    container: "billing-worker",
    by: "mara-lindqvist",
    dev: ["main-9f31c2e", 0.2 * HOUR],
    stage: ["main-4be0a11", 5 * HOUR],
    prod: ["v4.18.2", 6 * DAY],
  },
  {
    container: "catalog",
    by: "jonasweber",
    dev: ["v2.40.0", 3 * DAY],
    stage: ["v2.40.0", 2 * DAY],
    prod: ["v2.40.0", 1 * DAY],
  },
  {
    container: "checkout-web",
    by: "priya-n",
    dev: ["main-77d0e4b", 2 * HOUR],
    stage: ["main-1c9d2aa", 26 * HOUR],
    prod: ["v12.3.1", 12 * DAY],
  },
  { container: "feature-flags", by: "octocat", dev: ["v0.9.0-rc.4", 9 * DAY] },
  {
    container: "gateway",
    by: "tomas.k",
    dev: ["main-e3b0c44", 31 * HOUR],
    stage: ["main-e3b0c44", 29 * HOUR],
    prod: ["hotfix-tls-session-cache-1a2b3c4", 0.5 * HOUR],
  },
  {
    container: "identity",
    by: "github-actions[bot]",
    dev: ["v7.1.0", 4 * DAY],
    stage: ["v7.1.0", 4 * DAY],
    prod: ["v7.0.9", 40 * DAY],
  },
  {
    container: "inventory-sync",
    by: "jonasweber",
    dev: ["main-5d41402", 8 * HOUR],
    stage: ["main-5d41402", 7 * HOUR],
    prod: ["main-5d41402", 3 * HOUR],
  },
  {
    container: "mailer",
    by: "priya-n",
    dev: ["v3.2.0", 61 * DAY],
    stage: ["v3.2.0", 61 * DAY],
    prod: ["v3.2.0", 60 * DAY],
  },
  {
    container: "recommendations",
    by: "sofia-reyes",
    dev: ["main-b1946ac", 44 * HOUR],
    stage: ["main-0cc175b", 3 * DAY],
  },
  {
    container: "search-indexer",
    by: "sofia-reyes",
    dev: ["v1.15.0", 20 * HOUR],
    stage: ["v1.14.3", 15 * DAY],
    prod: ["v1.14.3", 14 * DAY],
  },
  {
    container: "web-frontend",
    by: "mara-lindqvist",
    dev: ["main-c4ca423", 4 * 60_000],
    stage: ["main-eccbc87", 90 * 60_000],
    prod: ["v2026.46.1", 2 * DAY],
  },
];

/** The database of a medium-sized team. @param now milliseconds */
export function sampleRecords(now: number): readonly ReleaseRecord[] {
  return SAMPLES.flatMap(({ container, by, ...channels }, index) =>
    (["dev", "prod", "stage"] as const).flatMap((channel): readonly ReleaseRecord[] => {
      const [tag, age] = channels[channel] ?? [];
      if (tag === undefined || age === undefined) return [];
      const hash = (text: string, algorithm: string): string =>
        createHash(algorithm).update(text).digest("hex");
      const at = new Date(now - age).toISOString().replace(/\.\d+Z$/, "Z");
      const pinned = container === "gateway" && channel === "prod";
      return [
        {
          container,
          channel,
          image: `ghcr.io/acme/${container}:${tag}`,
          digest: `sha256:${hash(`${container}:${tag}`, "sha256")}`,
          source: {
            repository: `acme/${container.replace(/-(?:api|worker)$/, "")}`,
            sha: hash(`${container}:${tag}`, "sha1"),
            ref: tag.startsWith("v") ? `refs/tags/${tag}` : "refs/heads/main",
            run_id: 11_900_000_000 + index * 10,
            run_attempt: 1,
            ...(pinned && { actor: "jonasweber", sent_by: "acme-releases[bot]" }),
          },
          released_at: at,
          released_by: by,
          dispatch_id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
          ...(pinned && {
            pinned: { by: "tomas.k", at, reason: "Incident 4211: TLS sessions leak in main" },
          }),
        },
      ];
    }),
  );
}

export const SAMPLE_POLICY: Policy = {
  version: 1,
  channels: ["dev", "stage", "prod"],
  freezes: [
    {
      channel: "prod",
      reason: "Black Friday: no releases",
      by: "platform-team",
      until: "2099-12-01T08:00:00Z",
    },
    { channel: "stage", container: "checkout-web", reason: "Load test until the evening", by: "priya-n" },
  ],
};
