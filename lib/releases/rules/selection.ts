import { didYouMean } from "../documents/nearest.ts";
import { InvalidDocument, type Problem } from "../documents/problem.ts";
import type { Database, Policy, ReleaseRecord } from "../generated/schema.generated.ts";
import { rulesOf } from "./policy.ts";

/** The name of a person's request in messages. */
const INPUTS_DOCUMENT = "inputs";

/** Containers by name, or all. */
export type Selection = readonly string[] | "*";

/** The records of a channel, by container. */
export function recordsIn({ releases }: Database, channel: string): ReadonlyMap<string, ReleaseRecord> {
  const records = releases.filter((record) => record.channel === channel);
  return new Map(records.map((record) => [record.container, record]));
}

/**
 * The selected records of a channel.
 * @throws InvalidDocument that names what there is instead
 */
export function selectRecords(
  database: Database,
  containers: Selection,
  channel: string,
): readonly ReleaseRecord[] {
  const records = recordsIn(database, channel);
  if (records.size === 0) {
    const channels = [...new Set(database.releases.map((record) => record.channel))].sort();
    refuse([
      `there is no release in ${channel}${didYouMean(channel, channels)}: ${channels.length === 0 ? "the database is empty" : `channels with releases are ${listed(channels)}`}`,
    ]);
  }
  if (containers === "*") return [...records.values()];
  const found = containers.flatMap((container) => records.get(container) ?? []);
  const known = [...records.keys()].sort();
  const strangers = containers.filter((container) => !records.has(container));
  refuse(
    strangers.map(
      (container) =>
        `there is no ${container} in ${channel}${didYouMean(container, known)}: its containers are ${listed(known)}`,
    ),
  );
  return found;
}

/** Which records to select, and under which policy. */
interface ListedSelection {
  readonly containers: Selection;
  readonly channel: string;
  /** For messages. */
  readonly policyPath: string;
}

/**
 * The selected records of a channel, where `*` means those that the policy allows, so that one unlisted container does
 * not block the others.
 * @returns also what was left out and why, one line each
 * @throws InvalidDocument that names what there is instead
 */
export function selectListed(
  database: Database,
  policy: Policy,
  { containers, channel, policyPath }: ListedSelection,
): { readonly records: readonly ReleaseRecord[]; readonly leftOut: readonly string[] } {
  const records = selectRecords(database, containers, channel);
  if (containers !== "*" || policy.allow_unlisted !== false) return { records, leftOut: [] };
  const isListed = ({ container }: ReleaseRecord): boolean => rulesOf(policy, container) !== undefined;
  if (!records.some(isListed)) {
    refuse([
      `no container in ${channel} is listed in the policy, which allows only listed containers: add them to containers in ${policyPath}`,
    ]);
  }
  const leftOut = records
    .filter((record) => !isListed(record))
    .map(
      ({ container }) =>
        `* leaves out ${container}, which is not listed in the policy: add it to containers in ${policyPath}, or retire it`,
    );
  return { records: records.filter(isListed), leftOut };
}

/** The objection to a channel that the policy does not list, if it lists any. */
export function unknownChannel({ channels }: Policy, channel: string): string | undefined {
  if (channels === undefined || channels.includes(channel)) return undefined;
  return `there is no channel ${channel}${didYouMean(channel, channels)}, only ${channels.join(", ")}`;
}

/** @throws InvalidDocument when there are messages */
export function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw refusal(...messages);
}

/** A request that cannot be fulfilled. */
export function refusal(...messages: readonly string[]): InvalidDocument {
  const problems = messages.map((message): Problem => ({ path: "", message }));
  return new InvalidDocument(INPUTS_DOCUMENT, problems);
}

/** Limits a list of names in a message. */
const NAMED = 20;

/** Names separated by commas, at most twenty. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
