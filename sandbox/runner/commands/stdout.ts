/** A line such as `::error file=a.js,line=3::message`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What the runner accepts as a command; any other word between colons is ordinary text to it. */
const NAMES = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}

function unescapeBrackets(text: string): string {
  return text.replaceAll("%3B", ";").replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%5D", "]");
}

/**
 * Reads a line of a step's output as a workflow command: `::name key=value,key=value::data`, or the older
 * `##[name key=value;key=value]data`.
 * @param resume the word that ends `::stop-commands::`, a command too while commands are stopped
 * @returns undefined for ordinary text
 */
export function parseCommand(line: string, resume?: string): WorkflowCommand | undefined {
  return parseColons(line, resume) ?? parseBrackets(line, resume);
}

function isKnown(name: string, resume: string | undefined): boolean {
  return NAMES.has(name) || (resume !== undefined && name === resume.toLowerCase());
}

function parseColons(line: string, resume: string | undefined): WorkflowCommand | undefined {
  const text = line.trimStart();
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  if (end === -1) return undefined;
  const { name, rest } = headOf(text.slice(2, end));
  if (!isKnown(name, resume)) return undefined;
  return {
    name,
    properties: parseProperties(rest, ",", unescapeProperty),
    data: unescapeData(text.slice(end + 2)),
  };
}

function parseBrackets(line: string, resume: string | undefined): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start === -1 || end === -1) return undefined;
  const { name, rest } = headOf(line.slice(start + 3, end));
  if (!isKnown(name, resume)) return undefined;
  return {
    name,
    properties: parseProperties(rest, ";", unescapeBrackets),
    data: unescapeBrackets(line.slice(end + 1)),
  };
}

function headOf(head: string): { readonly name: string; readonly rest: string } {
  const space = head.indexOf(" ");
  if (space === -1) return { name: head.toLowerCase(), rest: "" };
  return { name: head.slice(0, space).toLowerCase(), rest: head.slice(space + 1) };
}

function parseProperties(
  text: string,
  separator: string,
  unescape: (value: string) => string,
): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const pair of text.split(separator)) {
    const at = pair.indexOf("=");
    const key = pair.slice(0, at).trim();
    const value = pair.slice(at + 1);
    if (at > 0 && key !== "" && value !== "") properties[key.toLowerCase()] = unescape(value);
  }
  return properties;
}
