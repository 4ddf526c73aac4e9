import { findNodeAtLocation, parseTree, printParseErrorCode, visit, type ParseErrorCode } from "jsonc-parser";
import { InvalidDocument, type Problem, type TextPosition } from "./problem.ts";
import type { SchemaProblem } from "./schema-problems.ts";

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * Parses JSON and reports the line and column of each mistake. A duplicate key is a mistake: a parser would drop one of
 * the values, and records with it.
 * @param document its name, for messages
 * @throws InvalidDocument
 */
export function parseJson(text: string, document: string): unknown {
  const written = parseAsWritten(text);
  if (written !== undefined) return written;
  const mistake = findMistake(text);
  if (mistake !== undefined) {
    const { message, offset } = mistake;
    throw new InvalidDocument(document, [{ path: "", message, position: positionsIn(text)(offset) }]);
  }
  return JSON.parse(text);
}

/**
 * The content of a text that is exactly as JSON.stringify writes it, which rules out duplicate keys and altered
 * numbers. This suite writes such texts, and checking this way takes a quarter of the time of a scan.
 */
function parseAsWritten(text: string): unknown {
  try {
    const data: unknown = JSON.parse(text);
    return `${JSON.stringify(data, undefined, 2)}\n` === text ? data : undefined;
  } catch {
    return undefined;
  }
}

interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** Scans the text once and reports mistakes in order. */
function findMistake(text: string): Mistake | undefined {
  const byteOrderMark = text.startsWith("\uFEFF");
  if (byteOrderMark)
    return { message: "not JSON: it starts with a byte order mark; save it without", offset: 0 };
  const other = otherThanJson(text);
  if (other !== undefined) return { message: `not JSON: ${other}`, offset: 0 };
  const mistakes: Mistake[] = [];
  const keys: Set<string>[] = [];
  visit(
    text,
    {
      onObjectBegin: () => void keys.push(new Set()),
      onObjectEnd: () => void keys.pop(),
      onObjectProperty: (key, offset) => {
        if (keys.at(-1)?.has(key) === true)
          mistakes.push({ message: `the key "${key}" is here twice: keep one`, offset });
        keys.at(-1)?.add(key);
      },
      onLiteralValue: (value: unknown, offset, length) => {
        if (isInexact(value, text.slice(offset, offset + length))) {
          mistakes.push({
            message: "a number this large would change when written: write it as a string",
            offset,
          });
        }
      },
      onError: (code, offset) =>
        mistakes.push({ message: `not JSON: ${wordsFor(code, text, offset)}`, offset }),
    },
    STRICT,
  );
  return mistakes[0];
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const GIT_LFS = /^version https:\/\/git-lfs\.github\.com\/spec\/v\d/;

/** What git has in a file's place that people take for the file. */
function otherThanJson(text: string): string | undefined {
  if (text.trim() === "") return "the file is empty";
  if (GIT_LFS.test(text))
    return "it is a pointer of Git LFS, and the content is elsewhere; take the file out of LFS in .gitattributes, and commit its content";
  // The content of a link is where it leads.
  return /^[\w.@-]*\/?[\w./@-]+\.json$/.test(text)
    ? `it is a symbolic link to ${text}; commit the file itself`
    : undefined;
}

/** Whether an integer beyond 2^53 would change. */
function isInexact(value: unknown, literal: string): boolean {
  return typeof value === "number" && /^-?[1-9]\d*$/.test(literal) && String(value) !== literal;
}

function wordsFor(code: ParseErrorCode, text: string, offset: number): string {
  const conflict = /^(?:<{7}|={7}|>{7})/.test(text.slice(offset));
  return conflict
    ? "this is a git conflict marker: resolve the merge conflict"
    : wordsOf(printParseErrorCode(code));
}

/** Adds to each problem its position in the text. */
export function located(text: string, problems: readonly SchemaProblem[]): readonly Problem[] {
  if (problems.length === 0) return [];
  const tree = parseTree(text, [], STRICT);
  const positionOf = positionsIn(text);
  return problems.map(({ segments, isUnknownField: _known, ...problem }) => {
    const node = tree && findNodeAtLocation(tree, [...segments]);
    return node === undefined ? problem : { ...problem, position: positionOf(node.offset) };
  });
}

/** The parser's codes are in camel case: `CommaExpected`. */
function wordsOf(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** Scans the text once, because each of a database's many records may have a problem. */
function positionsIn(text: string): (offset: number) => TextPosition {
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
