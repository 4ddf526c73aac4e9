import { invalid } from "./errors.ts";

/** An argument that is text, if it was given. @throws SlackError `invalid_arguments` for anything else */
export function textArgument(args: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || typeof value === "string") return value;
  throw invalid("invalid_arguments", [`must be a string [json-pointer:/${name}]`]);
}
