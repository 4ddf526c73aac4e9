import { parse, Scalar } from "yaml";

/** A key and its text. */
export type TextPair = readonly [key: string, value: string];

/**
 * Whether a text may be written in YAML without quotes: readers of YAML 1.1 (kustomize, Helm) and of 1.2 both take it for this
 * very text, as a value and as a key. `1.10`, `1e3`, `on` and `2026-11-21` are something else to one of them.
 */
export function isPlainText(text: string): boolean {
  return (
    !/\s$/.test(text) &&
    PLACES.every(([before, after, find]) =>
      (["1.1", "1.2"] as const).every((version) => {
        try {
          return find(parse(before + text + after, { version, mapAsMap: true })) === text;
        } catch {
          return false;
        }
      }),
    )
  );
}

/** Where a text may be, and how to find it there again. */
const PLACES: readonly (readonly [before: string, after: string, find: (data: unknown) => unknown])[] = [
  ["", "", (data) => data],
  ["a: ", "", (data) => (data instanceof Map ? data.get("a") : undefined)],
  ["{a: ", "}", (data) => (data instanceof Map ? data.get("a") : undefined)],
  ["", ": a", (data) => (data instanceof Map ? data.keys().next().value : undefined)],
];

/** A text as a value of YAML, in the style of the value that it takes the place of, quoted where it has to be. */
export function textScalar(text: string, former?: Scalar): Scalar<string> {
  const scalar = new Scalar(text);
  const isQuoted = former?.type === Scalar.QUOTE_SINGLE || former?.type === Scalar.QUOTE_DOUBLE;
  if (isQuoted && former.type !== undefined) scalar.type = former.type;
  else scalar.type = isPlainText(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** The text as YAML would write it. */
export function writtenScalar({ value, type }: Scalar<string>): string {
  if (type === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  return type === Scalar.PLAIN ? value : JSON.stringify(value);
}

/** How a key is written. @param json in double quotes, as JSON has it */
export function textKey(key: string, json = false): string {
  return json ? JSON.stringify(key) : writtenScalar(textScalar(key));
}

/** How a pair is written. @param json as for `textKey` */
export function pairText([key, value]: TextPair, json = false): string {
  return `${textKey(key, json)}: ${textKey(value, json)}`;
}
