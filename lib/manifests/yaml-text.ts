import { parse, Scalar } from "yaml";

/**
 * Whether a text may stand in YAML without quotes: readers of YAML 1.1 (kustomize, Helm) and of 1.2 both take it for this
 * very text. `1.10`, `1e3`, `on` and `2026-11-21` are something else to one of them.
 */
export function isPlainText(text: string): boolean {
  return (["1.1", "1.2"] as const).every((version) => {
    try {
      return parse(text, { version }) === text && parse(`a: ${text}`, { version }).a === text;
    } catch {
      return false;
    }
  });
}

/** A text as a value of YAML, in the style of the value that it takes the place of, quoted where it has to be. */
export function textScalar(text: string, former?: Scalar): Scalar<string> {
  const scalar = new Scalar(text);
  const isQuoted = former?.type === Scalar.QUOTE_SINGLE || former?.type === Scalar.QUOTE_DOUBLE;
  if (isQuoted && former.type !== undefined) scalar.type = former.type;
  else scalar.type = isPlainText(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** How such a value is written. */
export function writtenScalar({ value, type }: Scalar<string>): string {
  if (type === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  return type === Scalar.PLAIN ? value : JSON.stringify(value);
}
