import {
  decideChange,
  type ChangeOptions,
  type DatabaseChange,
  type Update,
} from "../../../lib/release-write/decide.ts";
import {
  readDocuments,
  type DocumentPaths,
  type DocumentTexts,
} from "../../../lib/release-write/documents.ts";
import type { Origin } from "../../../lib/releases/rules/policy-problems.ts";
import {
  compareChannels,
  planPromotion,
  type Difference,
  type Promotion,
} from "../../../lib/releases/rules/promotion.ts";

/** What a promotion does, and how the two channels differ before it. */
export interface PromotionUpdate extends Update {
  readonly differences: readonly Difference[];
  /** What `*` left out and why, one line each. */
  readonly leftOut: readonly string[];
}

export interface DecideOptions extends Omit<ChangeOptions, "note" | "trailers">, DocumentPaths {
  readonly origin: Origin;
  readonly reason: string | undefined;
}

/**
 * What a promotion does to the database file.
 * @throws InvalidDocument if a file is invalid or the promotion is refused
 */
export function decidePromotion(
  files: DocumentTexts,
  promotion: Promotion,
  options: DecideOptions,
): DatabaseChange<PromotionUpdate> {
  const documents = readDocuments(files, options);
  const { database } = documents;
  const { releases, leftOut } = planPromotion(documents, promotion, options);
  const { from } = promotion;
  const { reason } = options;
  const message = {
    note: `promoted from ${from}`,
    trailers: [`Promoted-From: ${from}`, ...(reason === undefined ? [] : [`Reason: ${reason}`])],
  };
  const change = decideChange(documents, { releases, order: "stands" }, { ...options, ...message });
  const differences = compareChannels(database, promotion);
  return { ...change, update: { ...change.update, differences, leftOut } };
}
