/**
 * Text from outside, as Slack's mrkdwn takes it: nothing in it is a link, a mention or a broadcast. That Slack makes such of
 * plain words as well, only a block's `verbatim` keeps it from.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** As long as it may be, with an ellipsis where something was left out. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** The same of text that was escaped: nothing is cut in the middle of what stands for one letter. */
export function cutMarkup(text: string, most: number): string {
  return cut(text, most).replace(/&[a-z]{0,3}…$/, "…");
}

/** Characters of an answer for one person: longer ones are hard to read, and much longer ones Slack refuses. */
const LONGEST_ANSWER = 8_000;

/** As many whole lines as an answer holds, so that no address is cut in two; the rest is counted. */
export function wholeLines(lines: readonly string[]): string {
  let length = 0;
  const shown = lines.filter((line) => (length += line.length + 1) <= LONGEST_ANSWER);
  const left = lines.length - shown.length;
  return [...shown, ...(left === 0 ? [] : [`and ${left} more`])].join("\n");
}

/** `14:02:10 UTC`, of a moment that is not long ago. @param at ISO 8601 in UTC */
export function clockText(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** `1:05`, `12 min`, `2 days`: how long it took. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(hours / 24)} days`;
}
