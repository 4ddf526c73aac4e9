/** A line such as `::error file=a.js,line=3::message`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What the runner takes as a command; any other word between colons is ordinary text to it. */
const names = new Set([
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

/**
 * Reads a line of a step's output as a workflow command.
 * @param resume the word that ends `::stop-commands::`, a command too while commands are stopped
 * @returns undefined for ordinary text
 */
export function parseCommand(line: string, resume?: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  if (end === -1) return undefined;
  const head = text.slice(2, end);
  const space = head.indexOf(" ");
  const name = (space === -1 ? head : head.slice(0, space)).toLowerCase();
  if (!names.has(name) && head !== resume) return undefined;
  return {
    name: head === resume ? head : name,
    properties: space === -1 ? {} : parseProperties(head.slice(space + 1)),
    data: unescapeData(text.slice(end + 2)),
  };
}

function parseProperties(text: string): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const at = pair.indexOf("=");
    const key = pair.slice(0, at).trim();
    const value = pair.slice(at + 1);
    if (at > 0 && key !== "" && value !== "") properties[key.toLowerCase()] = unescapeProperty(value);
  }
  return properties;
}
