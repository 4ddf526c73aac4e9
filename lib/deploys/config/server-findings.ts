import { InvalidDocument } from "../../releases/documents/problem.ts";
import type { Finding, TextFile } from "../../releases/rules/validation.ts";
import { parseServerConfig } from "./server-config.ts";

/** All for which the server would refuse its configuration; none if there is no such file, as without a server. */
export function serverConfigFindings({ path, text }: TextFile): readonly Finding[] {
  if (text === undefined) return [];
  try {
    parseServerConfig(text, path);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return error.problems.map((problem) => ({ ...problem, document: path, level: "error" }));
  }
}
