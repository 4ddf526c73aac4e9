import { isScalar, parseDocument, type Scalar } from "yaml";
import { withText } from "./yaml-edit.ts";

/** A YAML file with a value that cannot be read or changed. */
export class UnusableYaml extends Error {
  override readonly name = "UnusableYaml";
}

/** Where a value is, for messages and to find it. */
export interface ValuePlace {
  /** The file's path. */
  readonly file: string;
  /** `image.tag`, `containers[0].image` */
  readonly field: string;
}

/**
 * The text of one value.
 * @returns undefined where it is not there
 * @throws UnusableYaml
 */
export function yamlValue(text: string, place: ValuePlace): string | undefined {
  const found = scalarAt(text, place);
  // As it is written: 1.10 is not a number here.
  return found === undefined || found.value === null ? undefined : (found.source ?? "");
}

/**
 * Changes one value, and nothing else: comments, order, quotes and line ends stay.
 * @returns the file's new text
 * @throws UnusableYaml if there is no value, or it is not text on one line
 */
export function withYamlValue(text: string, place: ValuePlace, value: string): string {
  const { file, field } = place;
  const found = scalarAt(text, place);
  if (found === undefined) {
    throw new UnusableYaml(`${file} has no ${field}: add it once by hand, with the version that runs now`);
  }
  if (found.value === value) return text;
  const edited = isBlock(found) ? undefined : withText(text, segmentsOf(field), value);
  if (edited === undefined) {
    throw new UnusableYaml(
      `${field} in ${file} is no value of one line that stands there alone: write it so`,
    );
  }
  return edited;
}

/** Whole numbers, and what is true or false, read alike by every reader of YAML. */
const LITERAL = /^(?:0|[1-9]\d{0,8}|true|false)$/;

/**
 * Changes one number or truth value, which stays one: nothing is put into quotes.
 * @throws UnusableYaml where neither the old nor the new value is such a one
 */
export function withYamlLiteral(text: string, place: ValuePlace, value: string): string {
  const { file, field } = place;
  const found = scalarAt(text, place);
  const [start, end] = found?.range ?? [0, 0];
  if (!LITERAL.test(value) || !LITERAL.test(text.slice(start, end))) {
    throw new UnusableYaml(`${field} in ${file} is no whole number, and neither true nor false: write it so`);
  }
  return text.slice(0, start) + value + text.slice(end);
}

function isBlock({ type }: Scalar): boolean {
  return type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
}

function scalarAt(text: string, { file, field }: ValuePlace): Scalar | undefined {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new UnusableYaml(`${file} is not YAML: ${error.message}`);
  const node = document.getIn(segmentsOf(field), true);
  if (node === undefined) return undefined;
  if (!isScalar(node)) throw new UnusableYaml(`${field} in ${file} is no single value`);
  return node;
}

/** `containers[0].image` as `containers`, `0`, `image`. */
function segmentsOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? Number(index) : name,
  );
}
