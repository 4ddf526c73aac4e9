import type { DatabaseView } from "../../../lib/release-write/commit.ts";
import {
  decideChange,
  type ChangeOptions,
  type DatabaseChange,
  type Plan,
  type Update,
} from "../../../lib/release-write/decide.ts";
import {
  readDocuments,
  type DocumentPaths,
  type Documents,
  type DocumentTexts,
} from "../../../lib/release-write/documents.ts";
import { recordKey } from "../../../lib/releases/documents/database.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import type { Pin, ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { ROLLED_BACK, writtenRecords } from "../../../lib/releases/history/commit-message.ts";
import { runsSame } from "../../../lib/releases/history/record-history.ts";
import { releasedAgain, rollbackProblems } from "../../../lib/releases/history/rollback.ts";
import { pinEndAt } from "../../../lib/releases/rules/pin-end.ts";
import {
  refusal,
  refuse,
  selectListed,
  selectRecords,
  unknownChannel,
} from "../../../lib/releases/rules/selection.ts";
import { pinByHand } from "../../../lib/releases/rules/until-resume.ts";
import type { Inputs } from "./inputs.ts";
import { findTargets, type Targets } from "./targets.ts";

/** What a rollback does, and the history that was read. */
export interface RollbackUpdate extends Update {
  readonly history: Targets["history"];
  /** What `*` left out and why, one line each. */
  readonly leftOut: readonly string[];
}

export type RollbackOptions = Omit<ChangeOptions, "note" | "trailers"> & DocumentPaths;

/** Decides what a rollback does to the database file, and reads as much of its history as it needs. */
export class Rollback {
  readonly #inputs: Inputs;
  readonly #options: RollbackOptions;
  #found: { readonly of: string; readonly targets: Targets } | undefined;

  constructor(inputs: Inputs, options: RollbackOptions) {
    this.#inputs = inputs;
    this.#options = options;
  }

  /** @throws InvalidDocument if a file is invalid or there is no such earlier release */
  async decide(files: DocumentTexts, view: DatabaseView): Promise<DatabaseChange<RollbackUpdate>> {
    const { containers, channel, unpin } = this.#inputs;
    const { policyPath } = this.#options;
    const documents = readDocuments(files, this.#options);
    const { database, policy } = documents;
    const unknown = unknownChannel(policy, channel);
    if (unknown !== undefined) throw refusal(unknown);
    const { records: standing, leftOut } = unpin
      ? { records: selectRecords(database, containers, channel), leftOut: [] }
      : selectListed(database, policy, { containers, channel, policyPath });
    const done = view.earlier === undefined ? new Set<string>() : writtenRecords(view.earlier.message);
    const open = standing.filter((record) => !done.has(recordKey(record)));
    const targets = unpin || open.length === 0 ? NOTHING : await this.#targets(documents, open, view);
    const wanted = standing.flatMap((record) =>
      unpin || done.has(recordKey(record)) ? record : (targets.records.get(recordKey(record)) ?? []),
    );
    const releases = wanted.map(releasedAgain);
    if (!unpin) refuse(rollbackProblems(policy, releases, policyPath));
    const plan: Plan = { releases, order: "any", pin: this.#pin(standing) };
    const message = this.#message(standing, wanted);
    const change = decideChange(documents, plan, { ...this.#options, ...message, earlier: view.earlier });
    return { ...change, update: { ...change.update, history: targets.history, leftOut } };
  }

  /** Searches the history once, unless a record has changed since. */
  async #targets(
    { text, database }: Documents,
    standing: readonly ReleaseRecord[],
    { repository, head }: DatabaseView,
  ): Promise<Targets> {
    const of = JSON.stringify(standing);
    if (this.#found?.of === of) return this.#found.targets;
    const { path } = this.#options;
    const { target, containers } = this.#inputs;
    const file = { repository, path, head, text, database };
    const targets = await findTargets(file, standing, { target, leaveNew: containers === "*" });
    this.#found = { of, targets };
    return targets;
  }

  #pin(standing: readonly ReleaseRecord[]): Pin | null | undefined {
    const { pin, unpin, reason, pinUntil } = this.#inputs;
    if (unpin) return null;
    if (!pin) return undefined;
    const [record] = standing;
    const from = standing.length === 1 && record !== undefined ? ` from ${splitImage(record.image).tag}` : "";
    const { by, at } = this.#options;
    const until = pinUntil === undefined ? {} : { until: pinEndAt(pinUntil, at) };
    return pinByHand({ by, at, reason: reason ?? `rolled back${from}`, ...until });
  }

  #message(standing: readonly ReleaseRecord[], wanted: readonly ReleaseRecord[]) {
    const { unpin, reason } = this.#inputs;
    const runs = new Map(standing.map((record) => [recordKey(record), record]));
    const stays = wanted.every((record) => {
      const now = runs.get(recordKey(record));
      return now !== undefined && runsSame(now, record);
    });
    const trailers = reason === undefined ? [] : [`Reason: ${reason}`];
    if (unpin) return { note: "unpinned", trailers };
    return stays
      ? { note: "pinned", trailers }
      : { note: "rolled back", trailers: [ROLLED_BACK, ...trailers] };
  }
}

const NOTHING: Targets = { records: new Map(), history: new Map() };
