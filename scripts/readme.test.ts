import { describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const README = readFileSync("README.md", "utf8");
const blocks = (language: string) =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);

interface Step {
  readonly uses: string;
  readonly with: Record<string, string>;
}

describe("the README's", () => {
  const steps = blocks("yaml").flatMap((text) => parse(text) as Step[]);

  test("first step has five lines after its name", () => {
    expect(blocks("yaml")[0]?.trim().split("\n")).toHaveLength(5);
  });

  test.each(steps.map((step) => [step.uses, step] as const))(
    "step %s gives inputs that exist",
    (uses, step) => {
      const action = /^acme\/releases\/(actions\/[a-z-]+)@v1$/.exec(uses)?.[1];
      const { inputs } = parse(readFileSync(`${action}/action.yml`, "utf8")) as {
        inputs: Record<string, unknown>;
      };
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
    },
  );

  test("links lead somewhere", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
    expect(links.length).toBeGreaterThan(3);
  });

  test("folders are there", () => {
    const folders = [...README.matchAll(/^\| `([a-z-]+\/[a-z]*)(?:<name>\/)?`/gm)].map(
      ([, path = ""]) => path,
    );
    expect(folders.filter((path) => !existsSync(path))).toEqual([]);
    expect(folders.length).toBeGreaterThan(5);
  });
});
