/**
 * GitHub's filter patterns for branches, tags and paths: `*` stops at a slash, `**` does not, `?` and `+` repeat
 * the character before them, `[]` is a set, a backslash escapes, and a leading `!` takes back an earlier match.
 * Source: "Filter pattern cheat sheet" of GitHub's workflow syntax.
 */
function toRegExp(pattern: string): RegExp {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === "*") {
      if (pattern.charAt(i + 1) !== "*") {
        source += "[^/]*";
      } else if (pattern.charAt(i + 2) === "/") {
        // `**/x` matches x at the top too.
        source += "(?:.*/)?";
        i += 2;
      } else {
        source += ".*";
        i += 1;
      }
    } else if (char === "?" || char === "+") {
      source += char;
    } else if (char === "[") {
      const end = pattern.indexOf("]", i);
      if (end === -1) throw new Error(`unclosed '[' in the filter pattern '${pattern}'`);
      source += `[${pattern.slice(i + 1, end).replaceAll("\\", "\\\\")}]`;
      i = end;
    } else {
      const literal = char === "\\" ? pattern.charAt(++i) : char;
      source += literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    }
  }
  return new RegExp(`^${source}$`);
}

/** Whether the patterns, read in order, end up taking the name. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let taken = false;
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) {
      if (toRegExp(pattern.slice(1)).test(name)) taken = false;
    } else if (toRegExp(pattern).test(name)) {
      taken = true;
    }
  }
  return taken;
}
