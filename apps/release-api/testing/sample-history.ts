import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { ReleaseRepository } from "../../../tools/testing/release-repository.ts";

const HOUR = 3_600_000;

/**
 * A release repository in which records have come about: each container's, and then a bad release to billing-api in prod,
 * which was rolled back and pinned.
 * @param now milliseconds
 */
export function sampleHistory(records: readonly ReleaseRecord[], now: number): ReleaseRepository {
  const repository = new ReleaseRepository();
  const at = (hoursAgo: number): string =>
    new Date(now - hoursAgo * HOUR).toISOString().replace(/\.\d+Z$/, "Z");
  const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const isBad = ({ container, channel }: ReleaseRecord): boolean =>
    container === "billing-api" && channel === "prod";
  const changed = (fields: Partial<ReleaseRecord>): readonly ReleaseRecord[] =>
    records.map((record) => (isBad(record) ? { ...record, ...fields } : record));
  const first = repository.release(
    records.filter(({ channel }) => channel === "dev"),
    at(700),
    [`Dispatch-Id: ${id(1)}`],
  );
  repository.publish(first, at(699.9));
  const promoted = repository.release(records, at(600), [`Dispatch-Id: ${id(2)}`, "Promoted-From: dev"]);
  repository.publish(promoted, at(599.5));
  const image = "ghcr.io/acme/billing-api:v4.19.0";
  const source = {
    repository: "acme/billing",
    sha: "f".repeat(40),
    ref: "refs/tags/v4.19.0",
    run_id: 12,
    run_attempt: 1,
    actor: "jonasweber",
    sent_by: "acme-releases[bot]",
  };
  const bad = repository.release(
    changed({
      image,
      digest: `sha256:${"f".repeat(64)}`,
      source,
      released_by: "jonasweber",
      dispatch_id: id(3),
    }),
    at(50),
    [`Dispatch-Id: ${id(3)}`],
  );
  repository.publish(bad, at(49.9));
  const pinned = {
    by: "tomas.k",
    at: at(47),
    reason: "v4.19.0 charges some cards twice: incident 4312",
    until: "2099-12-01T08:00:00Z",
  };
  repository.release(changed({ released_by: "tomas.k", dispatch_id: id(4), pinned }), at(47), [
    `Dispatch-Id: ${id(4)}`,
    "Rolled-Back: true",
    "Reason: v4.19.0 charges some cards twice: incident 4312",
  ]);
  return repository;
}
