/** GITHUB_OUTPUT: `name<<delimiter`, the value's lines, `delimiter`; or `name=value`. A later value wins. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    if (line === "") continue;
    const [, name = "", delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (delimiter === undefined) {
      const equals = line.indexOf("=");
      if (equals < 1) throw new Error(`GITHUB_OUTPUT has the line ${line}`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(delimiter);
    if (end < 0) throw new Error(`GITHUB_OUTPUT lacks the end ${delimiter} of ${name}`);
    outputs[name] = lines.splice(0, end).join("\n");
    lines.shift();
  }
  return outputs;
}
