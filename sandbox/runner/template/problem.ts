import { InvalidFileError } from "../errors.ts";
import { readWorkflow } from "./read.ts";

/** What GitHub's own reader and schema say against a workflow file; undefined where it is a valid one. */
export function problemOf(file: string, content: string): string | undefined {
  try {
    return readWorkflow(file, content).problem?.message;
  } catch (error) {
    if (error instanceof InvalidFileError) return error.message;
    throw error;
  }
}
