import * as core from "@actions/core";

/** A job summary: a heading, paragraphs and tables. All text is escaped, because it may come from an event. */
export interface Summary {
  readonly heading: string;
  /** Paragraphs; a link has a text and an address. */
  readonly paragraphs: readonly (string | { readonly text: string; readonly href: string })[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Adds to the job's summary; does nothing outside GitHub Actions. */
export async function writeSummary({ heading, paragraphs, table }: Summary): Promise<void> {
  if (process.env["GITHUB_STEP_SUMMARY"] === undefined) return;
  core.summary.addHeading(escape(heading), 3);
  for (const paragraph of paragraphs) {
    if (typeof paragraph === "string") core.summary.addRaw(`<p>${escape(paragraph)}</p>`, true);
    else
      core.summary.addRaw(`<p><a href="${escape(paragraph.href)}">${escape(paragraph.text)}</a></p>`, true);
  }
  if (table !== undefined && table.rows.length > 0) {
    const head = table.head.map((data) => ({ data: escape(data), header: true }));
    core.summary.addTable([head, ...shown(table.rows).map((row) => row.map((cell) => escape(cell)))]);
  }
  await core.summary.write();
}

/** GitHub drops a step's summary that exceeds 1 MiB. */
const ROWS = 1000;

function shown(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.length <= ROWS ? rows : [...rows.slice(0, ROWS), [`… and ${rows.length - ROWS} more`]];
}

function escape(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // After a blank line, GitHub would render the rest as Markdown.
      .replaceAll(/\r\n|[\r\n]/g, "<br>")
  );
}
