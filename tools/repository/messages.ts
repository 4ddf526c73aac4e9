import { parseSync } from "@swc/core";
import { at, listAt, textAt } from "../../apps/deploy-server/narrow.ts";

const VARIES = "…";

/**
 * Every text in TypeScript that reads like a sentence or a part of one, with `…` for what varies in it, and may end up in
 * an error: everything except what goes to the log and to headings.
 */
export function messagesIn(code: string): readonly string[] {
  const program = parseSync(code, { syntax: "typescript", target: "es2024" });
  const texts: string[] = [];
  collect(program, texts);
  return texts.filter(isProse);
}

/** The fixed parts of a message that are distinctive enough to search for. */
export function fixedParts(text: string): readonly string[] {
  return text
    .split(VARIES)
    .flatMap((part) => part.split("\n"))
    .map((part) => part.replace(/^[\s.,:;]+/, "").trimEnd())
    .filter((part) => WORDS.test(part));
}

/** Two adjacent words. */
const WORDS = /[a-z]{2,}[,.:;)"]? \(?[a-z-]{2,}/i;

/** GraphQL, media types and HTTP itself. */
const NO_PROSE =
  /^\s*(?:query|mutation|queue:) |createDeploymentStatus|\bnodes \{ (?:id|oid)|\bcheckSuites\(|\bon Blob\b|; charset=|^HTTP\//;

function isProse(text: string): boolean {
  return !NO_PROSE.test(text) && fixedParts(text).length > 0;
}

function collect(node: unknown, texts: string[]): void {
  if (typeof node !== "object" || node === null || isTold(node)) return;
  const text = textOf(node);
  if (text !== undefined) texts.push(text);
  // A text's own parts are in it; only the expressions in between may contain other texts.
  const parts = text === undefined ? Object.values(node) : calculated(node);
  for (const part of parts) collect(part, texts);
}

/** `log.info(…)` and the like, and the properties of a job summary and of the API's description. */
function isTold(node: unknown): boolean {
  const type = at(node, "type");
  if (type === "CallExpression")
    return ["info", "debug"].includes(textAt(node, "callee", "property", "value") ?? "");
  if (type !== "KeyValueProperty") return false;
  const name = textAt(node, "key", "value") ?? "";
  return ["description", "head", "heading", "help", "summary", "title"].includes(name);
}

/** The text of a literal, or of several joined with +; undefined for another node. */
function textOf(node: unknown): string | undefined {
  const type = at(node, "type");
  if (type === "StringLiteral") return textAt(node, "value");
  if (type === "TemplateLiteral" && Array.isArray(at(node, "expressions")))
    return listAt(node, "quasis")
      .map((part) => textAt(part, "cooked") ?? "")
      .join(VARIES);
  if (type !== "BinaryExpression" || at(node, "operator") !== "+") return undefined;
  const [left, right] = [textOf(at(node, "left")), textOf(at(node, "right"))];
  if (left === undefined && right === undefined) return undefined;
  return `${left ?? VARIES}${right ?? VARIES}`;
}

function calculated(node: unknown): readonly unknown[] {
  if (at(node, "type") === "TemplateLiteral") return listAt(node, "expressions");
  if (at(node, "type") !== "BinaryExpression") return [];
  return [at(node, "left"), at(node, "right")].flatMap((side) =>
    textOf(side) === undefined ? [side] : calculated(side),
  );
}
