import { html, type Html } from "./html.ts";

const FORMAT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** A moment, as people write it, in UTC: `21 Nov 2026, 02:00 UTC`. @param time ISO 8601 */
export function moment(time: string): Html {
  return html`<time datetime="${time}">${FORMAT.format(new Date(time))} UTC</time>`;
}

/** A text whose ISO times are shown as people write them: messages have them as programs do. */
export function timesIn(text: string): Html {
  return html`${text.split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/).map((part, at) => (at % 2 === 1 && !Number.isNaN(Date.parse(part)) ? moment(part) : part))}`;
}
