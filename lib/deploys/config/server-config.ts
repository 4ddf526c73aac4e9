import { InvalidDocument, requireValid } from "../../releases/documents/problem.ts";
import type { SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Cluster, Placement, ServerConfig } from "../generated/schema.generated.ts";
import type { PeopleRules } from "../permission.ts";
import type { ConsentRules } from "../preview.ts";
import { targetKey, type Target } from "../target.ts";
import { durationMs } from "./duration.ts";
import { serverConfigProblems } from "./schema-problems.ts";
import { contradictions } from "./server-contradictions.ts";
import { parseYaml } from "./yaml-text.ts";

export type { Cluster, Placement, ServerConfig };

/**
 * Reads `db/server.yaml`. All that is wrong is told at once, each with line and column: what the schema refuses, and what
 * is legal by itself and does not go together.
 * @param document its path, for messages
 * @throws InvalidDocument
 */
export function parseServerConfig(text: string, document: string): ServerConfig {
  const { data, located } = parseYaml(text, document);
  const wrong = serverConfigProblems(data);
  if (!isReadable(data, wrong)) throw new InvalidDocument(document, located(wrong));
  requireValid(document, located([...wrong, ...contradictions(data)]));
  return data;
}

/** Whether the data has the configuration's shape, with unknown fields at most. */
function isReadable(_data: unknown, wrong: readonly SchemaProblem[]): _data is ServerConfig {
  return wrong.every(({ isUnknownField }) => isUnknownField);
}

/** Where a target runs, in the order in which it is deployed. @returns empty for a target that is not listed */
export function placementsOf({ targets }: ServerConfig, target: Target): readonly Placement[] {
  const key = targetKey(target);
  return Object.hasOwn(targets, key) ? (targets[key] ?? []) : [];
}

/** @throws Error for a cluster that is not listed, which no configuration that was read names */
export function clusterOf({ clusters }: ServerConfig, name: string): Cluster {
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (cluster === undefined) throw new Error(`there is no cluster ${name}`);
  return cluster;
}

/** The channels that some target is in, sorted. */
export function channelsOf({ targets }: ServerConfig): readonly string[] {
  return [...new Set(Object.keys(targets).map((key) => key.slice(key.indexOf("/") + 1)))].sort();
}

/** The configs that have some target, sorted. */
export function configsOf({ targets }: ServerConfig): readonly string[] {
  return [...new Set(Object.keys(targets).map((key) => key.slice(0, key.indexOf("/"))))].sort();
}

/** The chart whose version a target is; undefined for a target that is an image. */
export function chartOf(config: ServerConfig, target: Target): string | undefined {
  return placementsOf(config, target)[0]?.chart;
}

/** Whether charts may be deployed to a channel at a version before a release. */
export function takesPrereleases({ channels = {} }: ServerConfig, channel: string): boolean {
  const settings = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  return settings?.prereleases ?? settings?.protected !== true;
}

/** Who may deploy to a channel. Where nothing is said: whoever may push to the repository. */
export function peopleOf({ people = {} }: ServerConfig, channel: string): PeopleRules {
  const rules = Object.hasOwn(people, channel) ? people[channel] : undefined;
  return {
    teams: rules?.teams ?? [],
    permission: rules?.permission ?? "write",
    approvals: rules?.approvals ?? 0,
    chatChannels: rules?.slack_channels ?? [],
    workflows: rules?.workflows ?? [],
  };
}

/** What a channel asks of people before anything is shipped. */
export function consentRulesOf(config: ServerConfig, channel: string): ConsentRules {
  const { channels = {} } = config;
  const settings = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  return { protected: settings?.protected ?? false, approvals: peopleOf(config, channel).approvals };
}

const SOAK_MS = 10_000;
const TIMEOUT_MS = 15 * 60_000;

/** How long a placement must be healthy, and how long it may take to get there. */
export function patienceOf({ soak, timeout }: Partial<Placement>): {
  readonly soakMs: number;
  readonly timeoutMs: number;
} {
  return {
    soakMs: soak === undefined ? SOAK_MS : durationMs(soak),
    timeoutMs: timeout === undefined ? TIMEOUT_MS : durationMs(timeout),
  };
}
