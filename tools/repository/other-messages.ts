/** The messages of everything that is not TypeScript, in the form of messagesIn: `…` stands for what varies. */

/** `refuse "…"` and `die "…"` of the scripts for people, and what workflows' scripts annotate. */
export function shellMessagesIn(code: string): readonly string[] {
  const said = code.matchAll(/\b(?:refuse|die) ("(?:[^"\\]|\\.)*"|'[^']*')|::(?:error|warning)::([^"\n]*)/g);
  return [...said].map(([, quoted, annotation]) =>
    withoutVariables(quoted?.slice(1, -1) ?? annotation ?? ""),
  );
}

function withoutVariables(text: string): string {
  return text
    .replaceAll(/\\(["$`\\])/g, "$1")
    .replaceAll(/\$\{[^}]*\}|\$\([^)]*\)?|\$[#@*?!\d]|\$[A-Za-z_]\w*/g, "…");
}

/** What `fail` and `required` say, and what is appended to the problems, `"…"` or `(printf "…" …)`, of a chart's templates. */
export function chartMessagesIn(template: string): readonly string[] {
  return [
    ...template.matchAll(/\b(?:fail|required|append \$problems) (?:\(printf )?"((?:[^"\\]|\\.)*)"/g),
  ].map(([, text = ""]) => text.replaceAll(/%[a-z]/g, "…").replaceAll(String.raw`\"`, '"'));
}
