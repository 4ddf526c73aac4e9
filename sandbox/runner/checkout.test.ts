import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { logOf, startSandbox, type Sandbox } from "./testing.ts";

const run = promisify(execFile);
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ concurrency: 2 });
  await sandbox.repository(
    {
      w: `on: repository_dispatch
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: \${{ github.event.client_payload.with }}
      - run: |
          cd "\${{ github.event.client_payload.with.path || '.' }}"
          \${{ github.event.client_payload.script }}
`,
    },
    { "README.md": "one\n", "src/a/x.txt": "x\n", "src/b/y.txt": "y\n" },
  );
  const { gitDir } = sandbox.github.repository("acme/app");
  // A second commit, a branch and a tag that point at the first.
  const git = async (...args: readonly string[]): Promise<string> =>
    (
      await run("git", ["--git-dir", gitDir, "-c", "user.name=o", "-c", "user.email=o@x", ...args])
    ).stdout.trim();
  await git("branch", "side", "main");
  await git("tag", "v1", "main");
  const commit = await git("commit-tree", "-p", "main", "-m", "Second", "main^{tree}");
  await git("update-ref", "refs/heads/main", commit);
  await sandbox.github.createRepository("acme/secret", { private: true, files: { "s.txt": "secret\n" } });
  await sandbox.github.createRepository("acme/open", {
    files: { "o.txt": "open\n" },
    defaultBranch: "trunk",
  });
});

afterAll(async () => {
  await sandbox.stop();
});

const check = async (inputs: Readonly<Record<string, unknown>>, script: string): Promise<string> => {
  const record = await sandbox.dispatch("go", { with: inputs, script });
  return `${record.run.conclusion}\n${logOf(record, "a")}`;
};

test.each([
  [
    "the event's commit on its branch, one deep",
    {},
    "git status -sb; git log --oneline | wc -l; cat README.md",
    /^## main\.\.\.origin\/main\n1\none$/m,
  ],
  [
    "all history",
    { "fetch-depth": 0 },
    "git log --oneline | wc -l; git branch -r; git tag",
    /^2\n  origin\/main\n  origin\/side\nv1$/m,
  ],
  ["a branch", { ref: "side" }, "git status -sb", /^## side/m],
  ["a full ref", { ref: "refs/heads/side" }, "git status -sb", /^## side/m],
  ["a tag", { ref: "v1" }, "git status -sb; git describe --tags", /^## HEAD \(no branch\)\nv1$/m],
  ["a path", { path: "in/here" }, "pwd", /work\/app\/app\/in\/here$/m],
  [
    "another repository's default branch",
    { repository: "acme/open" },
    "git status -sb; ls",
    /^## trunk\.\.\.origin\/trunk\no\.txt$/m,
  ],
  [
    "a part of the files",
    { "sparse-checkout": "src/a" },
    "find . -name '*.*' -type f -not -path './.git/*' | sort",
    /^\.\/README\.md\n\.\/src\/a\/x\.txt$/m,
  ],
  [
    "the files that patterns take",
    { "sparse-checkout": "/src/b/", "sparse-checkout-cone-mode": false },
    "find . -type f -not -path './.git/*'",
    /^\.\/src\/b\/y\.txt$/m,
  ],
  ["tags too", { "fetch-tags": true }, "git tag", /^v1$/m],
  ["the token, kept", {}, "git config --get-regexp 'http\\..*extraheader' | wc -l", /^1$/m],
  [
    "the token, not kept",
    { "persist-credentials": false },
    "git config --get-regexp 'http\\..*extraheader' | wc -l",
    /^0$/m,
  ],
])("%s", async (_, inputs, script, expected) => {
  const log = await check(inputs, script);
  expect(log).toMatch(/^success/);
  expect(log).toMatch(expected);
});

test.each([
  [
    "a private repository that the token does not reach",
    { repository: "acme/secret" },
    "The process 'git' failed with exit code 128",
  ],
  ["a ref that is not there", { ref: "nope" }, "The process 'git' failed with exit code 1"],
  ["a path outside", { path: "../out" }, "is not under"],
  [
    "an input it does not know",
    { "ssh-key": "x" },
    "the sandbox's stand-in does not know the input 'ssh-key'",
  ],
  ["submodules", { submodules: "true" }, "does not know 'submodules: true'"],
])("%s is refused", async (_, inputs, message) => {
  const log = await check(inputs, "true");
  expect(log).toMatch(/^failure/);
  expect(log).toContain(`##[error]`);
  expect(log).toContain(message);
});
