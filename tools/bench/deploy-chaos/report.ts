import type { Found } from "./look.ts";
import type { Played } from "./play.ts";

export type Row = Readonly<Record<string, string | number>>;

/** What has come of everything so far. */
export class Report {
  readonly rows: Row[] = [];
  /** What is wrong, in words. */
  readonly broken: string[] = [];
  readonly #tell: (line: string) => void;
  readonly #since = Date.now();
  #expected = 0;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  tell(line: string): void {
    this.#tell(`${((Date.now() - this.#since) / 60_000).toFixed(1)} min  ${line}`);
  }

  /** As many more are to come. */
  expect(count: number): void {
    this.#expected += count;
  }

  played(title: string, { requests, broken }: Played, killed: number): void {
    const sum = (count: (one: Found) => number): number => requests.reduce((all, one) => all + count(one), 0);
    this.rows.push({
      what: title,
      killed,
      requests: requests.length,
      ended: endsOf(requests),
      commits: sum(({ commits }) => commits),
      syncs: sum(({ syncs }) => syncs),
      messages: sum(({ messages }) => messages),
      broken: broken.length,
    });
    this.broken.push(...broken.map((one) => `${title}: ${one}`));
    this.#progress(`${title}: ${broken.length === 0 ? "holds" : broken.join("; ")}`);
  }

  /** It did not come to its end. */
  failed(title: string, error: Error): void {
    const none = { killed: 0, requests: 0, ended: "", commits: 0, syncs: 0, messages: 0 };
    this.rows.push({ what: title, ...none, broken: 1 });
    this.fault(`${title}: ${error.message}`);
    this.#progress(`${title}: ${error.stack ?? error.message}`);
  }

  /** All of it in one line. */
  sum(): void {
    const sum = (column: string): number => this.rows.reduce((all, row) => all + Number(row[column] ?? 0), 0);
    const figures = ["killed", "requests", "commits", "syncs", "messages"].map(
      (column) => `${sum(column)} ${column}`,
    );
    this.tell(`${this.rows.length} plays: ${figures.join(", ")}, ${this.broken.length} broken`);
  }

  fault(text: string): void {
    this.broken.push(text);
  }

  #progress(line: string): void {
    this.tell(`[${this.rows.length} of ${this.#expected}]  ${line}`);
  }
}

/** `succeeded 2, busy 1` */
function endsOf(requests: readonly Found[]): string {
  const ends = Map.groupBy(requests, ({ state }) => state);
  return [...ends].map(([state, all]) => `${state} ${all.length}`).join(", ");
}
