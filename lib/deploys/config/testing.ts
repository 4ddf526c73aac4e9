import { InvalidDocument } from "../../releases/documents/problem.ts";

/** All that is said of a text, a line each. */
export function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return error.message.split("\n");
  }
}
