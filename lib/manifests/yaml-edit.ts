import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import {
  columnOf,
  cutPair,
  endOfLine,
  insert,
  insertLines,
  isJson,
  pairAt,
  rangeOf,
  type PlacedPair,
} from "./yaml-place.ts";
import { pairText, textKey, textScalar, writtenScalar, type TextPair } from "./yaml-text.ts";

/** Where a value is: keys of maps and indexes of lists, from the document's own map on. */
export type YamlPath = readonly (string | number)[];

/**
 * A YAML text with one value set or taken out, and nothing else changed: comments, style, order and line ends stay. Maps
 * on the way that are not there are made, and one that would be left empty is taken out.
 * @param value undefined takes the key out
 * @returns undefined if something else is in the way, or other places refer to the value
 */
export function withText(text: string, path: YamlPath, value: string | undefined): string | undefined {
  const document = parseDocument(text);
  if (value === undefined) return document.hasIn(path) ? withoutPair(text, document, path) : text;
  const { map, keys } = deepestMap(document, path) ?? {};
  const [key] = keys ?? [];
  if (map === undefined || keys === undefined || key === undefined) return undefined;
  const pair = pairAt(map, key);
  if (pair === undefined) return withNewPair(text, map, { keys, value });
  const { value: standing } = pair;
  if (keys.length === 1 && (isScalar(standing) || isAlias(standing))) return withValue(text, pair, value);
  if (isEmpty(standing) && map.flow !== true)
    return withPairBelow(text, pair.key, { keys: keys.slice(1), value });
  const without = withoutPair(text, document, path.slice(0, path.length - keys.length + 1));
  return without === undefined ? undefined : withText(without, path, value);
}

/**
 * A YAML text with an entry more at the end of a list of the document's own map, and nothing else changed.
 * @returns undefined if the document is not a map, or something else is there
 */
export function withEntry(text: string, list: string, fields: readonly TextPair[]): string | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return undefined;
  const pair = pairAt(contents, list);
  if (contents.flow === true) return withFlowEntry(text, contents, { list, fields });
  // As the file's other lists are, or those of `kustomize edit`.
  const lines = entryLines(fields, { dash: /^\S[^\n]*:\r?\n- /m.test(text) ? 0 : 2, depth: 2 });
  if (pair === undefined) return insertLines(text, rangeOf(contents)[1], [`${textKey(list)}:`, ...lines]);
  const { key, value } = pair;
  if (isSeq(value)) {
    if (value.items.length > 0) return withLaterEntry(text, value, fields);
    // `[]`, which no entry can follow.
    const [start, end] = rangeOf(value);
    return insertLines(text.slice(0, start).trimEnd() + text.slice(end), rangeOf(key)[1], lines);
  }
  return isScalar(value) && value.value !== null ? undefined : insertLines(text, rangeOf(key)[1], lines);
}

interface NewEntry {
  readonly list: string;
  readonly fields: readonly TextPair[];
}

/** In a document that is written as a flow map, as JSON is. */
function withFlowEntry(text: string, contents: YAMLMap, { list, fields }: NewEntry): string | undefined {
  const json = isJson(contents);
  const entry = `{${fields.map((pair) => pairText(pair, json)).join(", ")}}`;
  const value = pairAt(contents, list)?.value;
  if (isSeq(value)) {
    const last = value.items.at(-1);
    return isNode(last)
      ? insert(text, rangeOf(last)[1], `, ${entry}`)
      : insert(text, rangeOf(value)[0] + 1, entry);
  }
  const last = contents.items.at(-1)?.value;
  return value === undefined && isNode(last)
    ? insert(text, rangeOf(last)[1], `, ${textKey(list, json)}: [${entry}]`)
    : undefined;
}

function withLaterEntry(text: string, list: YAMLSeq, fields: readonly TextPair[]): string | undefined {
  const last = list.items.at(-1);
  if (!isNode(last)) return undefined;
  if (list.flow === true) {
    const entry = fields.map((pair) => pairText(pair, isJson(last))).join(", ");
    return insert(text, rangeOf(last)[1], `, {${entry}}`);
  }
  const [start, end] = rangeOf(list);
  const dash = columnOf(text, start);
  const depth = isMap(last) && last.flow !== true ? columnOf(text, rangeOf(last)[0]) - dash : 2;
  return insertLines(text, end, entryLines(fields, { dash, depth }));
}

interface Indentation {
  /** The dash's column. */
  readonly dash: number;
  /** The keys' distance from it. */
  readonly depth: number;
}

function entryLines(fields: readonly TextPair[], { dash, depth }: Indentation): readonly string[] {
  const first = `${" ".repeat(dash)}-${" ".repeat(depth - 1)}`;
  const others = " ".repeat(dash + depth);
  return fields.map((pair, index) => (index === 0 ? first : others) + pairText(pair));
}

/** The innermost map that exists on the way, and the keys that follow: at most the first of them is in it. */
function deepestMap(
  document: Document,
  path: YamlPath,
): { readonly map: YAMLMap; readonly keys: readonly string[] } | undefined {
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isMap(node)) return { map: node, keys: path.slice(length).map(String) };
    const isOpen = node === undefined || node === null || (isScalar(node) && node.value === null);
    if (!isOpen) return undefined;
  }
  return undefined;
}

function withValue(text: string, { key, value: standing }: PlacedPair, value: string): string | undefined {
  const scalar = isScalar(standing) ? standing : undefined;
  if (scalar?.anchor !== undefined) return scalar.value === value ? text : undefined;
  const written = writtenScalar(textScalar(value, scalar));
  const [start, end] = standing === undefined ? [0, 0] : rangeOf(standing);
  if (start === end) return insert(text, text.indexOf(":", rangeOf(key)[1]) + 1, ` ${written}`);
  if (scalar?.value === value) return text;
  const isBlock = text.slice(start, end).endsWith("\n");
  return text.slice(0, start) + written + (isBlock ? endOfLine(text) : "") + text.slice(end);
}

interface NewPair {
  /** Each but the last is a map that is not there yet. */
  readonly keys: readonly string[];
  readonly value: string;
}

function withNewPair(text: string, map: YAMLMap, { keys, value }: NewPair): string {
  const [start, end] = rangeOf(map);
  const last = map.items.at(-1);
  if (map.flow === true) {
    const added = flowText({ keys, value }, isJson(map));
    const node = last?.value ?? last?.key;
    return isNode(node) ? insert(text, rangeOf(node)[1], `, ${added}`) : insert(text, start + 1, added);
  }
  return insertLines(text, end, blockLines({ keys, value }, columnOf(text, start)));
}

/** Below a key that nothing follows. */
function withPairBelow(text: string, parent: Node, pair: NewPair): string {
  const [start, end] = rangeOf(parent);
  return insertLines(text, end, blockLines(pair, columnOf(text, start) + 2));
}

function blockLines({ keys, value }: NewPair, indent: number): readonly string[] {
  return keys.map((key, depth) => {
    const isLast = depth === keys.length - 1;
    return " ".repeat(indent + 2 * depth) + (isLast ? pairText([key, value]) : `${textKey(key)}:`);
  });
}

function flowText({ keys: [key = "", ...inner], value }: NewPair, json: boolean): string {
  if (inner.length === 0) return pairText([key, value], json);
  return `${textKey(key, json)}: {${flowText({ keys: inner, value }, json)}}`;
}

function withoutPair(text: string, document: Document, path: YamlPath): string | undefined {
  const parents = path.slice(0, -1);
  const map: unknown = parents.length === 0 ? document.contents : document.getIn(parents, true);
  const pair = isMap(map) ? pairAt(map, String(path.at(-1))) : undefined;
  if (!isMap(map) || pair === undefined || isAnchored(pair.value)) return undefined;
  if (map.items.length === 1 && parents.length > 0) return withoutPair(text, document, parents);
  return cutPair(text, map, pair);
}

/** Nothing but perhaps a comment. */
function isEmpty(node: Node | undefined): boolean {
  if (node === undefined) return true;
  const [start, end] = rangeOf(node);
  return isScalar(node) && node.value === null && start === end;
}

function isAnchored(node: Node | undefined): boolean {
  return node !== undefined && "anchor" in node && node.anchor !== undefined;
}
