import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from "yaml";
import { InvalidDocument, type Problem, type TextPosition } from "../../releases/documents/problem.ts";
import type { PathSegment, SchemaProblem } from "../../releases/documents/schema-problems.ts";
import { twofoldKeys } from "../yaml-keys.ts";

/** A YAML text, read, with the place of everything in it. */
export interface YamlText {
  readonly data: unknown;
  /** @returns the problems with the places where the text has them */
  readonly located: (problems: readonly SchemaProblem[]) => readonly Problem[];
}

/**
 * Reads one YAML document of plain data. All mistakes of its form are told at once. What two readers might read as two
 * things is refused: anchors and tags, a key that stands twice, keys that are no text.
 * @param document its name, for messages
 * @throws InvalidDocument with line and column
 */
export function parseYaml(text: string, document: string): YamlText {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
    uniqueKeys: false,
  });
  const positionOf = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const mistakes = parsed.errors.map(({ message, pos }) => ({ message: sentence(message), offset: pos[0] }));
  const found = mistakes.length > 0 ? mistakes : unwanted(parsed);
  if (found.length > 0) {
    throw new InvalidDocument(
      document,
      found.map(({ message, offset }) => ({ path: "", message, position: positionOf(offset) })),
    );
  }
  return {
    data: parsed.toJS(),
    located: (problems) =>
      problems.map(({ segments, isUnknownField, ...problem }) => {
        const offset = offsetOf(parsed, segments, isUnknownField === true);
        return offset === undefined ? problem : { ...problem, position: positionOf(offset) };
      }),
  };
}

interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** The parser's own words, where they are not the clearest. */
function sentence(message: string): string {
  if (/multiple documents/i.test(message))
    return "only one YAML document is read here: leave out the rest, from --- on";
  return `not YAML: ${message.replaceAll(/\s+/g, " ")}`;
}

function unwanted(parsed: Document): readonly Mistake[] {
  const mistakes: Mistake[] = twofoldKeys(parsed).map(({ range }) => ({
    message: "this key stands here twice: keep one",
    offset: range?.[0] ?? 0,
  }));
  visit(parsed, {
    Node: (_key, node) => {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node))
        mistakes.push({ message: `*${node.source} refers to an anchor: write the value itself`, offset });
      else if (node.tag?.startsWith("!") === true) {
        mistakes.push({ message: `the tag ${node.tag} is not read here: leave it out`, offset });
      }
    },
    Pair: (_key, { key }) => {
      if (!isScalar(key) || typeof key.value === "string") return;
      const offset = key.range?.[0] ?? 0;
      mistakes.push({ message: `the key ${String(key.value)} is no text: put it in quotes`, offset });
    },
  });
  return mistakes;
}

/** Where a value stands; of a key that is refused, where the key stands; of one that is missing, its parent. */
function offsetOf(parsed: Document, segments: readonly PathSegment[], isKey: boolean): number | undefined {
  const last = segments.at(-1);
  const parent = segments.length > 1 ? parsed.getIn(segments.slice(0, -1), true) : parsed.contents;
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    if (pair !== undefined && isPair(pair)) {
      const { key, value } = pair;
      const node = isKey || !isNode(value) || isCollection(value) ? key : value;
      return isNode(node) ? node.range?.[0] : undefined;
    }
  }
  const node = segments.length === 0 ? parsed.contents : parsed.getIn(segments, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
