import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { InvalidDocument, type Problem, type TextPosition } from "./problem.ts";
import { pathText, type PathSegment, type SchemaProblem } from "./schema-problems.ts";

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * Parses JSON and names the line and column of the first mistake.
 * @param document its name, for messages
 * @throws InvalidDocument
 */
export function parseJson(text: string, document: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [first] = parseErrors(text);
    if (first === undefined) throw new InvalidDocument(document, [{ path: "", message: String(error) }]);
    const message = `not JSON: ${wordsOf(printParseErrorCode(first.error))}`;
    throw new InvalidDocument(document, [{ path: "", message, position: positionsIn(text)(first.offset) }]);
  }
}

/** The problems with the places where the text has them. */
export function located(text: string, problems: readonly SchemaProblem[]): readonly Problem[] {
  if (problems.length === 0) return [];
  const tree = parseTree(text, [], STRICT);
  const positionOf = positionsIn(text);
  return problems.map(({ segments, ...problem }) => {
    const node = tree && findNodeAtLocation(tree, [...segments]);
    return node === undefined ? problem : { ...problem, position: positionOf(node.offset) };
  });
}

/** Names that an object of the text has twice. JSON takes the last one and tells nobody. */
export function repeatedNames(text: string): readonly Problem[] {
  const tree = parseTree(text, [], STRICT);
  return tree === undefined ? [] : repeatsWithin(tree, [], positionsIn(text));
}

function repeatsWithin(node: Node, at: readonly PathSegment[], positionOf: PositionOf): readonly Problem[] {
  const names = new Set<string>();
  return (node.children ?? []).flatMap((child, index) => {
    if (node.type !== "object") return repeatsWithin(child, [...at, index], positionOf);
    const [nameNode, value] = child.children ?? [];
    const name = String(nameNode?.value);
    const here = [...at, name];
    const path = pathText(here);
    const repeated = names.has(name)
      ? [{ path, message: `${path} is there twice: keep one`, position: positionOf(child.offset) }]
      : [];
    names.add(name);
    return [...repeated, ...(value === undefined ? [] : repeatsWithin(value, here, positionOf))];
  });
}

function parseErrors(text: string): readonly ParseError[] {
  const errors: ParseError[] = [];
  parseTree(text, errors, STRICT);
  return errors;
}

/** The parser's codes are in CamelCase: `CommaExpected`. */
function wordsOf(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

type PositionOf = (offset: number) => TextPosition;

/** Looks through the text once: a database may have a problem in each of its many records. */
function positionsIn(text: string): PositionOf {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    let line = 0;
    for (let step = 2 ** Math.floor(Math.log2(starts.length)); step >= 1; step /= 2) {
      const start = starts[line + step];
      if (start !== undefined && start <= offset) line += step;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
