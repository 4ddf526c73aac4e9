import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** Values by context, such as `github`. A context that is not given is empty. */
export type Contexts = Readonly<Record<string, object>>;

const CONTEXTS = ["env", "github", "inputs", "job", "matrix", "needs", "runner", "secrets", "steps", "vars"];

const STATUS_FUNCTIONS = ["success", "always", "cancelled", "failure"].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
  call: () => new data.BooleanData(name === "success" || name === "always"),
}));

/** A workflow's text with the value of each expression in it, as of a job to which nothing has happened yet. */
export function evaluateText(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{([^]*?)\}\}/g, (_, expression: string) => evaluate(expression, contexts));
}

function evaluate(expression: string, contexts: Contexts): string {
  const pairs = CONTEXTS.map((key) => {
    const value: data.ExpressionData = JSON.parse(JSON.stringify(contexts[key] ?? {}), data.reviver);
    return { key, value };
  });
  const tree = new Parser(new Lexer(expression).lex().tokens, CONTEXTS, STATUS_FUNCTIONS).parse();
  const functions = new Map(STATUS_FUNCTIONS.map((known) => [known.name, known]));
  return new Evaluator(tree, new data.Dictionary(...pairs), functions).evaluate().coerceString();
}
