import { SECRETS, type Action, type Input } from "./action.ts";
import { isFlag, variableOf } from "./arguments.ts";

/** What can be asked for. */
export function overview(actions: readonly Action[]): string {
  return `Usage: <action> [--input value …] [-- command …]

${actions.map(({ name, description }) => `${name}\n${paragraph(description, 2)}`).join("\n\n")}

<action> --help tells its inputs and outputs.
`;
}

/** The usage of an action. */
export function helpOf({ name, description, inputs, outputs, hasPost }: Action): string {
  const wrapped = hasPost
    ? `       ${name} [--input value …] -- command …

With a command: says that it is under way, runs it, and says how it went. Signals reach the command, its output stays
its own, and its exit code becomes this one's. Without a command: sets --state, and prints the outputs as JSON.
`
    : "";
  return `Usage: ${name} [--input value …]
${wrapped}
${paragraph(description, 0)}

Inputs, as flags; or in the environment as INPUT_NAME, or in a file that INPUT_NAME_FILE names:
${inputs.filter(isFlag).map(inputHelp).join("\n")}

Secrets, in the environment or a file alone:
${inputs
  .filter((input) => SECRETS.has(input.name))
  .map(secretHelp)
  .join("\n")}

Outputs:
${outputs.map((output) => `  ${output.name}\n${paragraph(output.description, 6)}`).join("\n")}

Exit code: 0 done, 1 failed, 2 asked wrongly; with a command its own. GITHUB_API_URL and GITHUB_SERVER_URL name a
GitHub Enterprise Server.
`;
}

function inputHelp({ name, description, preset }: Input): string {
  const known = preset === "" || preset.includes("${{") ? "" : ` (${preset.trim()})`;
  return `  --${name}${known}\n${paragraph(description, 6)}`;
}

function secretHelp({ name, description }: Input): string {
  const also = name === "token" ? ", or GITHUB_TOKEN" : "";
  return `  ${variableOf(name)} or ${variableOf(name)}_FILE${also}\n${paragraph(description, 6)}`;
}

const WIDTH = 100;

function paragraph(text: string, indent: number): string {
  const lines: string[] = [];
  for (const word of text.replaceAll("`", "").split(/\s+/).filter(Boolean)) {
    const line = lines.at(-1);
    if (line === undefined || indent + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}
