import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { DatabaseRecord } from "../database.ts";
import { dispatchId } from "../dispatch.ts";
import type { HistoryCommit } from "./history.ts";

/** The result of a delivery's job. */
export interface Told {
  readonly dispatchId: string;
  /** Undefined if it has none, or several. */
  readonly outcome: string | undefined;
  /** Whether it named a commit as its own. */
  readonly committed: boolean;
  /** That commit, where it said which. */
  readonly commit?: string | undefined;
}

/** A release to make; the build's run id grows with `index`. */
export interface Build {
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
}

const SCHEMA: object = JSON.parse(
  readFileSync(new URL("../../../db/db.schema.json", import.meta.url), "utf8"),
);

/**
 * Checks what must hold for a release repository's history, whatever went wrong along the way.
 * @returns the broken invariants, in words; empty if all hold
 */
export function brokenInvariants(
  history: readonly HistoryCommit[],
  builds: readonly Build[],
  told: readonly Told[],
): readonly string[] {
  const states = history.map(readState);
  return [
    ...states.flatMap(({ problems }) => problems),
    ...brokenCommits(states, builds),
    ...brokenEnd(states.at(-1)?.records ?? new Map(), builds),
    ...brokenOutcomes(states, builds, told),
  ];
}

interface State {
  readonly oid: string;
  readonly dispatchIds: readonly string[];
  readonly records: ReadonlyMap<string, DatabaseRecord>;
  readonly problems: readonly string[];
}

const validate = new Ajv2020({ allErrors: true, strict: false }).compile<{
  readonly releases: readonly DatabaseRecord[];
}>(SCHEMA);

function readState({ oid, message, database }: HistoryCommit): State {
  const dispatchIds = [...message.matchAll(/^Dispatch-Id: (\S+)$/gm)].map(([, id = ""]) => id);
  const state = { oid, dispatchIds, records: new Map<string, DatabaseRecord>() };
  let data: unknown;
  try {
    data = JSON.parse(database);
  } catch (error) {
    return { ...state, problems: [`${oid}: db.json is not JSON: ${String(error)}`] };
  }
  if (!validate(data)) {
    const errors = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    return { ...state, problems: [`${oid}: db.json breaks its schema: ${errors.join("; ")}`] };
  }
  const { releases } = data;
  const records = new Map(releases.map((record) => [keyOf(record), record]));
  const repeats = records.size === releases.length ? [] : [`${oid}: a container is twice in a channel`];
  return { ...state, records, problems: repeats };
}

const keyOf = ({ container, channel }: { readonly container: string; readonly channel: string }): string =>
  `${container} ${channel}`;

/** Each commit belongs to one dispatch or to several, changes only their records, and moves each forward; no dispatch has two. */
function brokenCommits(states: readonly State[], builds: readonly Build[]): readonly string[] {
  const byId = new Map(builds.map((build) => [dispatchId(build.index), build]));
  const seen = new Set<string>();
  return states.slice(1).flatMap((state, index) => {
    const before = states[index]?.records ?? new Map<string, DatabaseRecord>();
    const { oid, dispatchIds } = state;
    const own = dispatchIds.flatMap((id) => byId.get(id) ?? []);
    if (dispatchIds.length === 0 || own.length < dispatchIds.length) {
      return [`${oid}: its dispatch is ${dispatchIds.join(", ") || "not named"}`];
    }
    const repeated = dispatchIds.filter((id, at) => seen.has(id) || dispatchIds.indexOf(id) < at);
    for (const id of dispatchIds) seen.add(id);
    return [
      ...repeated.map((id) => `${oid}: dispatch ${id} has two commits`),
      ...brokenChange(state, before, own),
    ];
  });
}

function brokenChange(
  { oid, records }: State,
  before: ReadonlyMap<string, DatabaseRecord>,
  builds: readonly Build[],
): readonly string[] {
  const named = new Set(builds.map(keyOf));
  const changed = [...new Set([...before.keys(), ...records.keys()])].filter(
    (key) => JSON.stringify(before.get(key)) !== JSON.stringify(records.get(key)),
  );
  const foreign = changed.filter((key) => !named.has(key));
  return [
    ...(foreign.length > 0
      ? [`${oid}: changes ${foreign.join(", ")}, which its dispatch does not name`]
      : []),
    ...builds.flatMap((build) => brokenStep(oid, build, { before, after: records })),
  ];
}

/** A dispatch's own record: its commit has what it says, which is newer than what was there. */
function brokenStep(
  oid: string,
  build: Build,
  { before, after }: Readonly<Record<"before" | "after", ReadonlyMap<string, DatabaseRecord>>>,
): readonly string[] {
  const key = keyOf(build);
  const [older, newer] = [before, after].map((records) => records.get(key)?.source?.run_id ?? 0);
  if (Number(newer) <= Number(older)) return [`${oid}: ${key} goes from run ${older} to run ${newer}`];
  const written = after.get(key)?.image;
  return written === build.image
    ? []
    : [`${oid}: ${key} is ${written}, and its dispatch says ${build.image}`];
}

/** The final database has the newest build of each container in each channel, and nothing else. */
function brokenEnd(
  records: ReadonlyMap<string, DatabaseRecord>,
  builds: readonly Build[],
): readonly string[] {
  const newest = new Map<string, Build>();
  for (const build of builds.toSorted((a, b) => a.index - b.index)) newest.set(keyOf(build), build);
  const wrong = [...newest].filter(([key, { image }]) => records.get(key)?.image !== image);
  const unknown = [...records.keys()].filter((key) => !newest.has(key));
  return [
    ...wrong.map(
      ([key, { image }]) =>
        `the final database has ${records.get(key)?.image ?? "nothing"} for ${key}, not ${image}`,
    ),
    ...unknown.map((key) => `the final database has ${key}, which nobody released`),
  ];
}

const WITHOUT_COMMIT = ["unchanged", "superseded"];

/** Each delivery has one outcome, and the history has exactly the commits that the jobs reported. */
function brokenOutcomes(
  states: readonly State[],
  builds: readonly Build[],
  told: readonly Told[],
): readonly string[] {
  const committed = new Map(states.flatMap(({ oid, dispatchIds }) => dispatchIds.map((id) => [id, oid])));
  return builds.flatMap(({ index }) => {
    const id = dispatchId(index);
    const own = told.filter((one) => one.dispatchId === id);
    const strange = own.filter(
      ({ outcome = "none", committed }) =>
        !(committed ? ["applied", "unchanged"] : WITHOUT_COMMIT).includes(outcome),
    );
    const claims = own.filter((one) => one.committed).length;
    const elsewhere = own.filter(({ commit }) => commit !== undefined && commit !== committed.get(id));
    return [
      ...(own.length === 0 ? [`dispatch ${id} has no outcome`] : []),
      ...strange.map(
        ({ outcome, committed }) => `dispatch ${id} ended as ${outcome ?? "failed"}, committed: ${committed}`,
      ),
      ...elsewhere.map(
        ({ commit }) => `dispatch ${id} is said to be in ${commit}, and is in ${committed.get(id) ?? "none"}`,
      ),
      ...(claims > 0 && !committed.has(id) ? [`dispatch ${id} claims a commit that does not exist`] : []),
      ...(claims === 0 && committed.has(id) ? [`dispatch ${id} has a commit that no job reported`] : []),
    ];
  });
}
