/** An annotation, as GitHub shows it beside a run. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: string;
  readonly col?: string;
}

/** The workflow commands `::error file=…,line=…::message` in a step's output. */
export function readAnnotations(log: string): readonly Annotation[] {
  return [...log.matchAll(/^::(error|warning|notice)(?: ([^:]*))?::(.*)$/gm)].map(
    ([, level, properties = "", message = ""]) => ({
      ...Object.fromEntries(
        properties
          .split(",")
          .filter((property) => property !== "")
          .map((property) => property.split("=", 2).map(unescapeProperty)),
      ),
      level: level as Annotation["level"],
      message: unescapeMessage(message),
    }),
  );
}

function unescapeMessage(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeMessage(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
