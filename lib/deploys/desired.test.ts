import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import {
  desiredText,
  isSameDesired,
  misfit,
  VIRTUAL,
  type Artifactful,
  type Artifactless,
} from "./desired.ts";

const SHA = "a".repeat(40);
const artifact = {
  sha: "b".repeat(40),
  image: "ghcr.io/acme/my-app:main-bbbbbbb",
  digest: `sha256:${"c".repeat(64)}`,
};
const CONFIG: Artifactless = { kind: "artifactless", configSha: SHA };
const BOTH: Artifactful = { kind: "artifactful", configSha: SHA, artifact };

describe("what compiles", () => {
  const LEGAL = [
    '{ kind: "virtual" }',
    '{ kind: "artifactless", configSha: "a" }',
    '{ kind: "artifactful", configSha: "a", artifact }',
  ];
  const ILLEGAL = [
    // (Sha, None)
    '{ kind: "artifactful", artifact }',
    '{ kind: "artifactful", configSha: undefined, artifact }',
    '{ kind: "artifactless", artifact }',
    '{ kind: "virtual", artifact }',
    "{ artifact }",
    // (None, Sha) is one thing alone
    '{ kind: "virtual", configSha: "a" }',
    '{ kind: "artifactful", configSha: "a" }',
    '{ kind: "artifactless", configSha: "a", artifact }',
    '{ kind: "artifactless" }',
  ];

  test("is each of the three, and no artifact without a config", async () => {
    const folder = await mkdtemp(join(import.meta.dirname, "types-"));
    try {
      const file = join(folder, "cases.ts");
      const head = [
        'import type { Desired } from "../desired.ts";',
        "declare const artifact: { sha: string; image: string; digest: string };",
        // A variable has no excess properties: the kinds themselves must not take them.
        "const take = (...all: Desired[]): void => void all;",
      ];
      const cases = [...LEGAL, ...ILLEGAL].flatMap((text, index) => [
        `const c${index} = ${text} as const; take(c${index});`,
      ]);
      await writeFile(file, [...head, ...cases, "export {};", ""].join("\n"));
      const errors = await typeErrors(file);
      const expected = ILLEGAL.map((_text, index) => head.length + LEGAL.length + index + 1);
      expect(errors).toEqual(expected);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** The lines that the compiler refuses. */
async function typeErrors(file: string): Promise<readonly number[]> {
  const root = resolve(import.meta.dirname, "../..");
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2024", "--module", "nodenext"];
  const flags = [
    "--exactOptionalPropertyTypes",
    "--allowImportingTsExtensions",
    "--types",
    "node",
    "--pretty",
    "false",
  ];
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout } = await promisify(execFile)(tsc, [...options, ...flags, relative(root, file)], {
    cwd: root,
  }).catch((error: { readonly stdout: string }) => error);
  const lines = [...stdout.matchAll(/cases\.ts\((\d+),\d+\): error TS(?:2345|2379)/g)].map(([, line]) =>
    Number(line),
  );
  if (
    lines.length !==
    stdout
      .trim()
      .split("\n")
      .filter((line) => /: error /.test(line)).length
  )
    throw new Error(stdout);
  return lines;
}

test.each([
  [VIRTUAL, VIRTUAL, true],
  [VIRTUAL, CONFIG, false],
  [CONFIG, { ...CONFIG }, true],
  [CONFIG, { ...CONFIG, configSha: "f".repeat(40) }, false],
  [CONFIG, BOTH, false],
  [BOTH, { ...BOTH, artifact: { ...artifact, image: "ghcr.io/acme/my-app:latest" } }, true],
  [BOTH, { ...BOTH, artifact: { ...artifact, digest: `sha256:${"d".repeat(64)}` } }, false],
  [BOTH, { ...BOTH, artifact: { ...artifact, sha: SHA } }, false],
  [BOTH, { ...BOTH, configSha: "f".repeat(40) }, false],
])("%j and %j are the same: %s", (a, b, same) => {
  expect([isSameDesired(a, b), isSameDesired(b, a)]).toEqual([same, same]);
});

test("for people it is a tag, a commit, or nothing", () => {
  const untagged = { ...BOTH, artifact: { ...artifact, image: "ghcr.io/acme/my-app" } };
  expect([VIRTUAL, CONFIG, BOTH, untagged].map(desiredText)).toEqual([
    "not deployed",
    "config aaaaaaa",
    "main-bbbbbbb",
    artifact.digest,
  ]);
});

test("whether it has an artifact is a property of the config", () => {
  const withArtifact = { name: "my-app", artifact: {} };
  const without = { name: "settings" };
  expect([
    misfit(withArtifact, BOTH),
    misfit(without, CONFIG),
    misfit(withArtifact, VIRTUAL),
    misfit(without, VIRTUAL),
  ]).toEqual([undefined, undefined, undefined, undefined]);
  expect(misfit(withArtifact, CONFIG)).toMatch(/^my-app has an artifact, and a commit of its config alone/);
  expect(misfit(without, BOTH)).toMatch(/^settings has no artifact/);
});
