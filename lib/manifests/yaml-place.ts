import { isMap, isNode, isScalar, type Node, type Pair, type YAMLMap } from "yaml";

/** Where things are in a YAML text, and how to insert or remove lines there. Places are offsets from 0. */

/** A pair whose key was read from a text. */
export interface PlacedPair {
  readonly key: Node;
  /** Undefined where nothing follows the colon. */
  readonly value: Node | undefined;
}

/** Of a node that was read from a text: where it starts, and where its content ends. */
export function rangeOf(node: Node): readonly [start: number, end: number] {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
}

/** The pair of a map by its key. */
export function pairAt(map: YAMLMap, key: string): PlacedPair | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return pair && placed(pair);
}

function placed({ key, value }: Pair): PlacedPair | undefined {
  return isNode(key) ? { key, value: isNode(value) ? value : undefined } : undefined;
}

export function endOfLine(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** How many characters precede a place on its line; a byte order mark does not count. */
export function columnOf(text: string, place: number): number {
  return text.slice(lineStart(text, place), place).replace("\uFEFF", "").length;
}

function lineStart(text: string, place: number): number {
  return text.lastIndexOf("\n", place - 1) + 1;
}

/** Where the next line starts after a place that may itself be the start of one, as a block's end is. */
function nextLine(text: string, place: number): number {
  if (place > 0 && text[place - 1] === "\n") return place;
  const end = text.indexOf("\n", place);
  return end < 0 ? text.length : end + 1;
}

export function insert(text: string, place: number, added: string): string {
  return text.slice(0, place) + added + text.slice(place);
}

/** @param place in the line that they follow */
export function insertLines(text: string, place: number, lines: readonly string[]): string {
  const end = endOfLine(text);
  const start = nextLine(text, place);
  const isOpen = start > 0 && text[start - 1] !== "\n";
  return insert(text, start, (isOpen ? end : "") + lines.join(end) + (isOpen ? "" : end));
}

/** Takes a pair out of a map that has others. */
export function cutPair(text: string, map: YAMLMap, pair: PlacedPair): string {
  const index = map.items.findIndex(({ key }) => key === pair.key);
  const next = map.items[index + 1]?.key;
  const [start, keyEnd] = rangeOf(pair.key);
  const [valueStart, valueEnd] = pair.value === undefined ? [0, 0] : rangeOf(pair.value);
  // An empty value comes after the comments that follow.
  const end = valueStart === valueEnd ? keyEnd : valueEnd;
  if (map.flow === true) return cutFlow(text, { map, index }, [start, end]);
  const stop = nextLine(text, end);
  const first = lineStart(text, start);
  if (text.slice(first, start).trim() === "") {
    // The last line has no end of its own where the file has none.
    const before =
      text.endsWith("\n") || stop < text.length
        ? text.slice(0, first)
        : text.slice(0, first).replace(/\r?\n$/, "");
    return before + text.slice(stop);
  }
  // After the dash of a list: the next key moves up there, unless there is a comment between them.
  const follows = isNode(next) ? rangeOf(next)[0] : stop;
  if (text.slice(stop, follows).trim() === "") return text.slice(0, start) + text.slice(follows);
  return text.slice(0, start).trimEnd() + endOfLine(text) + text.slice(stop);
}

function cutFlow(
  text: string,
  { map, index }: { readonly map: YAMLMap; readonly index: number },
  [start, end]: readonly [number, number],
): string {
  const [before, after] = [map.items[index - 1], map.items[index + 1]];
  if (before !== undefined) {
    const last = isNode(before.value) ? before.value : before.key;
    return text.slice(0, isNode(last) ? rangeOf(last)[1] : start) + text.slice(end);
  }
  return text.slice(0, start) + text.slice(isNode(after?.key) ? rangeOf(after.key)[0] : end);
}

/** Whether a flow map is written as JSON is: then what is added to it is, too. */
export function isJson(node: unknown): boolean {
  return (
    isMap(node) &&
    node.items.length > 0 &&
    node.items.every(({ key }) => isScalar(key) && key.type === "QUOTE_DOUBLE")
  );
}
