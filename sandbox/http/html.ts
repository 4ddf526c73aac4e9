/** A piece of HTML whose text has been escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | readonly Html[] | string | number;

/** HTML from a template: what is put in is escaped, unless it is HTML itself. */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(strings.map((string, at) => string + textOf(values[at] ?? "")).join(""));

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return value.map(({ text }) => text).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/** A link, when there is an address; the text alone otherwise. Only http(s) addresses are followed. */
export const link = (address: string | null, text: string): Html =>
  address !== null && /^https?:\/\//i.test(address) ? html`<a href="${address}">${text}</a>` : html`${text}`;

/** A table; nothing at all for no rows. */
export const table = (head: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html =>
  rows.length === 0
    ? html`<p>None.</p>`
    : html`<table>
        <tr>
          ${head.map((cell) => html`<th>${cell}</th>`)}
        </tr>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </table>`;

/** A whole page. */
export const page = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <title>${title}</title>
      <style>
        body {
          font: 15px/1.5 sans-serif;
          margin: 2em auto;
          max-width: 70em;
        }
        th,
        td {
          text-align: left;
          padding: 0.2em 1em 0.2em 0;
          vertical-align: top;
        }
        pre {
          background: #f5f5f5;
          overflow: auto;
          padding: 1em;
        }
      </style>
      <h1>${title}</h1>
      ${body}
    </html>`;
