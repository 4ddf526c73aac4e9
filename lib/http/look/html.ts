/** A piece of HTML whose text has been escaped. */
export class Html {
  readonly text: string;

  /** Only `html` and what it has made come here: anything else is text, which is escaped. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can be put into HTML; nothing for undefined and false. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/**
 * HTML from a template. All that is put in is escaped, in a text as in an attribute in quotes, unless it is HTML itself;
 * so what is put in can never be a tag, and never end an attribute.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((string, at) => string + textOf(values[at])).join(""));
}

function textOf(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return value.map(textOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A link out; the text alone where the address is none of the web, such as `javascript:`. */
export function link(address: string | undefined, text: HtmlValue): Html {
  return address !== undefined && /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noopener noreferrer">${text}</a>`
    : html`${text}`;
}
