import { parse } from "yaml";

/** What starts a workflow with an event that may name no repository. */
const WITHOUT_REPOSITORY = new Set(["schedule", "workflow_call"]);

/**
 * Places that rely on `github.event.repository` in a workflow that may run without it: a schedule's event has none, and
 * a called workflow gets its caller's event. There it reads as empty, so only `a || b` may contain it: a condition such as
 * `!github.event.repository.private` would be true of a private repository.
 */
export function eventRepositoryProblems(file: string, text: string): readonly string[] {
  const { on }: { readonly on: string | readonly string[] | object } = parse(text);
  const events = typeof on === "string" ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(on);
  if (!events.some((event) => WITHOUT_REPOSITORY.has(event))) return [];
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    if (/^\s*#/.test(line)) return [];
    return [...line.matchAll(/(\S+\s+|!|\()?github\.event\.repository\.\w+(\s+\S+)?/g)]
      .filter(([, before = "", after = ""]) => before.trim() !== "||" && after.trim() !== "||")
      .map(([found]) => `${file}:${index + 1}: "${found.trim()}" has no value when the event is a schedule`);
  });
}
