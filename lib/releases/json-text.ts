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
    throw new InvalidDocument(document, [{ path: "", message, position: positionAt(text, first.offset) }]);
  }
}

/** Finds values of a JSON text by their path. The text is parsed once, when the first is asked for. */
function locator(text: string): (segments: readonly PathSegment[]) => TextPosition | undefined {
  let tree: Node | undefined;
  return (segments) => {
    tree ??= parseTree(text, [], STRICT);
    const node = tree && findNodeAtLocation(tree, [...segments]);
    return node && positionAt(text, node.offset);
  };
}

/** The problems with the places where the text has them. */
export function located(text: string, problems: readonly SchemaProblem[]): readonly Problem[] {
  const locate = locator(text);
  return problems.map(({ segments, ...problem }) => {
    const position = locate(segments);
    return position === undefined ? problem : { ...problem, position };
  });
}

/** Names that an object of the text has twice. JSON takes the last one and tells nobody. */
export function repeatedNames(text: string): readonly Problem[] {
  const tree = parseTree(text, [], STRICT);
  return tree === undefined ? [] : repeatsWithin(tree, [], text);
}

function repeatsWithin(node: Node, at: readonly PathSegment[], text: string): readonly Problem[] {
  const names = new Set<string>();
  return (node.children ?? []).flatMap((child, index) => {
    if (node.type !== "object") return repeatsWithin(child, [...at, index], text);
    const [nameNode, value] = child.children ?? [];
    const name = String(nameNode?.value);
    const here = [...at, name];
    const path = pathText(here);
    const repeated = names.has(name)
      ? [{ path, message: `${path} is there twice: keep one`, position: positionAt(text, child.offset) }]
      : [];
    names.add(name);
    return [...repeated, ...(value === undefined ? [] : repeatsWithin(value, here, text))];
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

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
