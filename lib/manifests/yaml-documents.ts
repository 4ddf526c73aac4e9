import { parseAllDocuments } from "yaml";
import { UnusableYaml } from "./yaml-value.ts";

/** One document of a YAML file. */
export interface YamlDocument {
  /** Its text, with its own directives and `---`. */
  readonly text: string;
  /** What it says. */
  readonly data: unknown;
}

/**
 * The documents of a YAML file, in order. Their texts, put together, are the file again.
 * @throws UnusableYaml
 */
export function yamlDocuments(text: string, file: string): readonly YamlDocument[] {
  // The parser takes a list after a byte order mark for an error.
  const mark = text.startsWith("\uFEFF") ? text.slice(0, 1) : "";
  const content = text.slice(mark.length);
  const parsed = parseAllDocuments(content);
  const documents = Array.isArray(parsed) ? parsed : [];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw new UnusableYaml(`${file} is not YAML: ${error.message}`);
  const ends = documents.map(({ range }, index) =>
    index === documents.length - 1 ? content.length : range[2],
  );
  return documents.map((document, index) => ({
    text: (index === 0 ? mark : "") + content.slice(ends[index - 1] ?? 0, ends[index]),
    data: document.toJS(),
  }));
}

/** The file with the text of one document replaced. @param index from 0 */
export function withDocument(documents: readonly YamlDocument[], index: number, text: string): string {
  return documents.map((document, at) => (at === index ? text : document.text)).join("");
}
