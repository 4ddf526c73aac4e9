import type { Annotation } from "../records.ts";
import type { WorkflowCommand } from "./stdout.ts";

/** What `::error::`, `::warning::` or `::notice::` adds to a run; undefined for every other command. */
export function annotationOf({ name, properties, data }: WorkflowCommand): Annotation | undefined {
  if (name !== "error" && name !== "warning" && name !== "notice") return undefined;
  const { title, file } = properties;
  return {
    level: name,
    message: data,
    ...(title !== undefined && { title }),
    ...(file !== undefined && { file }),
    ...placeOf(properties),
  };
}

type Place = Pick<Annotation, "line" | "endLine" | "column" | "endColumn">;

/** By the properties' names in lower case. Anything but a whole number is left out, as on GitHub. */
const PLACE = { line: "line", endLine: "endline", column: "col", endColumn: "endcolumn" } as const;

function placeOf(properties: WorkflowCommand["properties"]): Place {
  const numbers = Object.entries(PLACE).map(
    ([name, property]) => [name, Number(properties[property])] as const,
  );
  return Object.fromEntries(numbers.filter(([, value]) => Number.isInteger(value)));
}
