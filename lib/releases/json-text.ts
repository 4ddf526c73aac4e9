import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { InvalidDocument, type TextPosition } from "./problem.ts";
import type { PathSegment } from "./schema-problems.ts";

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
export function locator(text: string): (segments: readonly PathSegment[]) => TextPosition | undefined {
  let tree: Node | undefined;
  return (segments) => {
    tree ??= parseTree(text, [], STRICT);
    const node = tree && findNodeAtLocation(tree, [...segments]);
    return node && positionAt(text, node.offset);
  };
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
