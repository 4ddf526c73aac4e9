/** A job's summary as lines of text: a table's row is one line. */
export function summaryLines(html: string): readonly string[] {
  return html
    .replaceAll(/<\/t[dh]><t[dh]>/g, " │ ")
    .replaceAll(/<\/?(?:h\d|p|tr|table)>/g, "\n")
    .replaceAll(/<br>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
