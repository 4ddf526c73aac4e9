/** One line of figures. */
export type Row = Readonly<Record<string, string | number>>;

/** Prints rows on stdout: one JSON array, or a table for people. */
export function printRows(rows: readonly Row[], json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);
}

/** Columns as wide as needed, numbers right-aligned. All rows have the first one's columns. */
export function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => {
    const cells = [name, ...rows.map((row) => String(row[name] ?? ""))];
    const width = Math.max(...cells.map(({ length }) => length));
    const right = rows.every((row) => typeof row[name] === "number");
    return cells.map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
  });
  return ["", ...rows]
    .map((_, line) =>
      columns
        .map((cells) => cells[line])
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
