import { parseSync } from "@swc/core";

interface Node {
  readonly type?: unknown;
  readonly [key: string]: unknown;
}

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
  /^\s*(?:query|mutation|queue:) |createDeploymentStatus|\bnodes \{ id|\bon Blob\b|; charset=|^HTTP\//;

function isProse(text: string): boolean {
  return !NO_PROSE.test(text) && fixedParts(text).length > 0;
}

function collect(node: unknown, texts: string[]): void {
  if (typeof node !== "object" || node === null || isTold(node as Node)) return;
  const text = textOf(node as Node);
  if (text !== undefined) texts.push(text);
  // A text's own parts are in it; only the expressions in between may contain other texts.
  const parts = text === undefined ? Object.values(node) : calculated(node as Node);
  for (const part of parts) collect(part, texts);
}

/** `log.info(…)` and the like, and the properties of a job summary and of the API's description. */
function isTold(node: Node): boolean {
  if (node.type === "CallExpression") {
    const { property } = node["callee"] as { readonly property?: { readonly value?: unknown } };
    return ["info", "debug"].includes(String(property?.value));
  }
  if (node.type !== "KeyValueProperty") return false;
  const { value } = node["key"] as { readonly value?: unknown };
  return ["description", "head", "heading", "help", "summary", "title"].includes(String(value));
}

/** The text of a literal, or of several joined with +; undefined for another node. */
function textOf(node: Node): string | undefined {
  if (node.type === "StringLiteral") return String(node["value"]);
  if (node.type === "TemplateLiteral" && Array.isArray(node["expressions"])) {
    return (node["quasis"] as readonly { readonly cooked: string }[])
      .map(({ cooked }) => cooked)
      .join(VARIES);
  }
  if (node.type !== "BinaryExpression" || node["operator"] !== "+") return undefined;
  const [left, right] = [textOf(node["left"] as Node), textOf(node["right"] as Node)];
  if (left === undefined && right === undefined) return undefined;
  return `${left ?? VARIES}${right ?? VARIES}`;
}

function calculated(node: Node): readonly unknown[] {
  if (node.type === "TemplateLiteral") return node["expressions"] as readonly unknown[];
  if (node.type !== "BinaryExpression") return [];
  return [node["left"], node["right"]].flatMap((side) =>
    textOf(side as Node) === undefined ? [side] : calculated(side as Node),
  );
}
