import { expect, test } from "@jest/globals";
import { matchesPatterns } from "./glob.ts";

// The examples are those of GitHub's filter pattern cheat sheet.
test.each([
  ["feature/*", "feature/my-branch", true],
  ["feature/*", "feature/beta-a/my-branch", false],
  ["feature/**", "feature/beta-a/my-branch", true],
  ["releases/mona-the-octocat", "releases/mona-the-octocat", true],
  ["*", "main", true],
  ["*", "all/the/branches", false],
  ["**", "all/the/branches", true],
  ["*feature", "mona-feature", true],
  ["*feature", "feature", true],
  ["v2*", "v2.9", true],
  ["v[12].[0-9]+.[0-9]+", "v1.10.1", true],
  ["v[12].[0-9]+.[0-9]+", "v3.0.0", false],
  ["*.jsx?", "page.js", true],
  ["*.jsx?", "page.jsx", true],
  ["**.js", "src/js/app.js", true],
  ["*.js", "src/app.js", false],
  ["docs/**", "docs/hello.md", true],
  ["docs/**/*.md", "docs/hello.md", true],
  ["docs/**/*.md", "docs/a/markdown/file.md", true],
  ["**/docs/**", "dir/docs/my-file.txt", true],
  ["**/docs/**", "docs/hello.md", true],
  ["**/README.md", "README.md", true],
  ["**/*src/**", "my-src/code/js/app.js", true],
  ["**/migrate-*.sql", "db/sept/migrate-v1.sql", true],
  ["a.b", "axb", false],
  ["\\*x", "*x", true],
  ["\\*x", "yx", false],
])("%s and %s: %s", (pattern, name, expected) => {
  expect(matchesPatterns(name, [pattern])).toBe(expected);
});

test("later patterns win over earlier ones", () => {
  expect(matchesPatterns("releases/1-alpha", ["releases/**", "!releases/**-alpha"])).toBe(false);
  expect(matchesPatterns("releases/1", ["releases/**", "!releases/**-alpha"])).toBe(true);
  expect(matchesPatterns("docs/keep.md", ["**", "!docs/**", "docs/keep.md"])).toBe(true);
  expect(matchesPatterns("x", ["!x"])).toBe(false);
});
