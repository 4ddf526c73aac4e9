import type { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { existsInCalendar } from "../../../lib/releases/documents/calendar.ts";
import { HISTORY_KINDS } from "../../../lib/releases/history/history-entry.ts";
import type { HistoryFile, ShownEntry } from "../history/history-file.ts";
import type { HistorySelection } from "../history/history-index.ts";
import type { History } from "../history/history.ts";
import { filter } from "./releases.ts";
import { shape } from "./schemas.ts";

const LIMIT = { type: "integer", minimum: 1, maximum: 1000, default: 100 };

/** What chooses entries, in an address. */
export const HISTORY_QUERY = {
  container: filter("^[a-z0-9._-]{0,128}[*]?$", "Containers: names, or prefixes followed by a star (app-*)."),
  channel: filter("^[a-z0-9._-]{0,64}$", "Channels."),
  kind: {
    type: "array",
    maxItems: HISTORY_KINDS.length,
    default: [],
    items: { enum: [...HISTORY_KINDS], description: HISTORY_KINDS.join(", ") },
    description: "What happened. May be repeated.",
  },
  since: time("The earliest time of the commit."),
  until: time("The time that the commits are older than."),
  limit: { ...LIMIT, description: "from 1 to 1000: the entries per page" },
  cursor: {
    type: "string",
    pattern: "^[0-9]{1,10}-[0-9a-f]{12}$",
    description: "where the page starts, as the Link header has it",
  },
};

function time(description: string) {
  const rest = shape("time");
  return { ...rest, description: `${description} ${String(rest["description"])}.` };
}

/** @throws HttpProblem */
export function currentFile(history: History): HistoryFile {
  if (history.file !== undefined) return history.file;
  throw new HttpProblem(404, history.missing);
}

export interface HistoryQuery extends HistorySelection {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** @throws HttpProblem for a date that is in no calendar */
export function readQuery(parameters: Parameters): HistorySelection {
  const kinds = new Set(parameters.optionalTexts("kind"));
  return {
    containers: parameters.texts("container").filter((name) => name !== ""),
    channels: parameters.texts("channel").filter((name) => name !== ""),
    kinds: HISTORY_KINDS.filter((kind) => kinds.has(kind)),
    since: secondsOf(parameters, "since") ?? 0,
    until: secondsOf(parameters, "until") ?? Infinity,
  };
}

/** @throws HttpProblem for a date that is in no calendar */
export function readPage(parameters: Parameters): HistoryQuery {
  return {
    ...readQuery(parameters),
    limit: parameters.integer("limit"),
    cursor: parameters.optionalText("cursor"),
  };
}

/** @throws HttpProblem for a date that is in no calendar */
function secondsOf(parameters: Parameters, name: string): number | undefined {
  const text = parameters.optionalText(name);
  if (text === undefined) return undefined;
  if (!existsInCalendar(text)) throw invalid(name, `is ${text}, a date that does not exist`);
  return Date.parse(text) / 1000;
}

function invalid(path: string, is: string): HttpProblem {
  const message = `${path} ${is}`;
  return new HttpProblem(400, message, { errors: [{ path, message }] });
}

/** The entries of a page, newest first. */
export interface HistoryPage {
  readonly entries: readonly ShownEntry[];
  readonly total: number;
  /** The cursor of the next page. */
  readonly next: string | undefined;
}

/** @throws HttpProblem for a cursor of another history */
export async function pageOf(file: HistoryFile, query: HistoryQuery): Promise<HistoryPage> {
  const before = query.cursor === undefined ? Infinity : await entryAt(file, query.cursor);
  const numbers: number[] = [];
  let [total, more] = [0, false];
  for (const entry of file.index.matching(query)) {
    total += 1;
    if (entry >= before) continue;
    if (numbers.length < query.limit) numbers.push(entry);
    else more = true;
  }
  const entries = await file.read(numbers);
  const [last, number] = [entries.at(-1), numbers.at(-1)];
  const next =
    more && last !== undefined && number !== undefined ? `${number}-${last.commit.slice(0, 12)}` : undefined;
  return { entries, total, next };
}

/** The number of the entry that a page ended with. @throws HttpProblem where git has another commit there by now */
async function entryAt(file: HistoryFile, cursor: string): Promise<number> {
  const [number = "", commit = ""] = cursor.split("-");
  const entry = Number(number);
  if (entry >= file.index.size) throw stale();
  const [found] = await file.read([entry]);
  if (found?.commit.startsWith(commit) !== true) throw stale();
  return entry;
}

function stale(): HttpProblem {
  return invalid(
    "cursor",
    "is not from a Link header, or the history was rewritten since: start again without it",
  );
}
