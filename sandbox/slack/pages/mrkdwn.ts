import { html, Html, link } from "../../http/html.ts";
import type { World } from "../world.ts";

/** What is in angle brackets or backticks, and what is bold, italic or struck through; `operation_timeout` is none. */
const MARKS = /```(.+?)```|`([^`\n]+)`|<([^>]+)>|(?<!\w)(?:\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~)(?!\w)/gs;

/** Slack's markup as HTML: anything that is not markup stays text. */
export function mrkdwn(world: World, text: string): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(plain(text.slice(at, match.index)), marked(world, match));
    at = match.index + match[0].length;
  }
  return html`${[...parts, plain(text.slice(at))]}`;
}

function marked(world: World, match: RegExpMatchArray): Html {
  const [whole, block, code, inBrackets, bold, italic, struck] = match;
  if (block !== undefined) return html`<pre>${unescape(block)}</pre>`;
  if (code !== undefined) return html`<code>${unescape(code)}</code>`;
  if (inBrackets !== undefined) return reference(world, inBrackets);
  if (bold !== undefined) return html`<b>${mrkdwn(world, bold)}</b>`;
  if (italic !== undefined) return html`<i>${mrkdwn(world, italic)}</i>`;
  return struck === undefined ? plain(whole) : html`<s>${mrkdwn(world, struck)}</s>`;
}

/** `@U…`, `#C…|name`, `!date^…|fallback`, `!here`, or `https://…|text`. */
function reference(world: World, inside: string): Html {
  const [target = "", label] = inside.split("|");
  if (target.startsWith("@"))
    return html`<span class="mention">@${world.users.get(target.slice(1))?.name ?? target}</span>`;
  if (target.startsWith("#"))
    return html`<span class="mention"
      >#${world.channels.get(target.slice(1))?.name ?? label ?? target}</span
    >`;
  if (target.startsWith("!"))
    return html`<span class="mention">${unescape(label ?? `@${target.slice(1)}`)}</span>`;
  return link(unescape(target), unescape(label ?? target));
}

/** Text as HTML, each line on its own. */
const plain = (text: string): Html => new Html(html`${unescape(text)}`.text.replaceAll("\n", "<br />"));

/** Apps escape these three, and no others. */
const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
