import { placeOfConfig, type ConfigPlace } from "../releases/documents/database.ts";
import type { Applied } from "../releases/rules/apply.ts";
import { changeOf, type ChangeOptions, type DatabaseChange } from "./decide.ts";
import { ruleNotes, type Documents } from "./documents.ts";

/**
 * Changes what the database says of one config in one channel. What an earlier attempt has written is done, whatever has
 * come since.
 * @throws InvalidDocument if the resulting file would be invalid
 */
export function placeChange(
  documents: Documents,
  { config, channel }: ConfigPlace,
  { options, decide }: { readonly options: ChangeOptions; readonly decide: () => Applied },
): DatabaseChange {
  const { earlier, at } = options;
  const place = placeOfConfig({ config, channel });
  if (earlier !== undefined) {
    const { text } = documents;
    const reason = `an earlier attempt of this job wrote it, in commit ${earlier.oid.slice(0, 7)}`;
    const result = { ...place, outcome: "unchanged", reason, before: null, after: null } as const;
    return { update: { results: [result], coming: [], before: text, after: text } };
  }
  const applied = decide();
  const coming = ruleNotes(documents, { database: applied.database, places: [place], at });
  return changeOf(documents, applied, { message: options, sources: [], coming });
}
