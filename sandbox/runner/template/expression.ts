import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { TokenType, type Token } from "@actions/expressions/lexer";

/** What expressions can see: `github`, `env`, `needs`, … as plain JSON values. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The functions in addition to GitHub's general ones: success(), failure(), always(), cancelled(), hashFiles(). */
export type Functions = ReadonlyMap<string, FunctionDefinition>;

/** A JSON value as GitHub's evaluator holds it. */
export function toData(value: unknown): data.ExpressionData {
  // GitHub's reviver makes each value one of its own.
  const held: data.ExpressionData = JSON.parse(JSON.stringify(value ?? null), data.reviver);
  return held;
}

/** Back to JSON. */
export function fromData(value: data.ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer));
}

/** GitHub's lexer, with each doubled quote in a string read as one: 0.3.61 does that only for the first. */
function tokensOf(expression: string): Token[] {
  const { tokens } = new Lexer(expression).lex();
  return tokens.map((token) =>
    token.type === TokenType.STRING
      ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
      : token,
  );
}

/**
 * Evaluates one expression, without its `${{ }}`, with GitHub's own evaluator.
 * @throws what GitHub's lexer, parser or functions throw
 */
export function evaluateExpression(
  expression: string,
  contexts: Contexts,
  functions: Functions,
): data.ExpressionData {
  const tokens = tokensOf(expression);
  const names = Object.keys(contexts);
  const tree = new Parser(tokens, names, [...functions.values()]).parse();
  const used = new Set(
    tokens.filter((token) => token.type === TokenType.IDENTIFIER).map((token) => token.lexeme.toLowerCase()),
  );
  // Only what the expression names is converted: the event can be large.
  const pairs = names
    .filter((name) => used.has(name.toLowerCase()))
    .map((name) => ({ key: name, value: toData(contexts[name]) }));
  return new Evaluator(tree, new data.Dictionary(...pairs), new Map(functions)).evaluate();
}
