import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { runScript } from "./run-script.ts";

describe("bad arguments are refused:", () => {
  test.each([
    ["setup-gitops.sh", ["--force"], "there is no option --force."],
    ["setup-gitops.sh", ["--channels"], "--channels needs a value."],
    ["setup-gitops.sh", ["--channels", "Dev"], '--channels is "Dev": use lower-case names'],
    ["setup-gitops.sh", ["--container", "my-app"], '--container is "my-app": use NAME=OWNER/REPOSITORY'],
    ["setup-gitops.sh", ["--registry", "ghcr.io/*"], '--registry is "ghcr.io/*"'],
    ["setup-gitops.sh", ["--clusters", "eu=qa"], '--clusters is "eu=qa"'],
    ["setup-gitops.sh", ["--app-id", "Iv1"], '--app-id is "Iv1": use the App\'s number'],
    ["setup-gitops.sh", ["--approvals", "x"], '--approvals is "x": use 0 to 10.'],
    ["setup-gitops.sh", ["--private-key-file", "/none"], "--private-key-file also needs --app-id."],
    ["setup-gitops.sh", ["--app-id", "1", "--private-key-file", "/none"], "which cannot be read."],
    [
      "setup-gitops.sh",
      ["--app-id", "1", "--private-key-file", "package.json"],
      "which is not a private key in PEM",
    ],
    ["setup-gitops.sh", ["--report-app-id", "x"], '--report-app-id is "x"'],
    ["setup-gitops.sh", ["--report-private-key-file", "/none"], "also needs --report-app-id."],
    [
      "setup-gitops.sh",
      ["--app-id", "7", "--report-app-id", "7"],
      "--report-app-id is the same as --app-id, 7",
    ],
    ["setup-gitops.sh", ["--deploy-server", "deploys.acme.dev"], '--deploy-server is "deploys.acme.dev"'],
    [
      "setup-gitops.sh",
      ["--repository", "x"],
      '"x" is not a repository: use owner/name, such as acme/releases.',
    ],
    ["setup-gitops.sh", ["--repository", "acme/x.git"], "use owner/name, such as acme/x."],
    ["setup-gitops.sh", ["--actions", "git@github.com:acme/x.git"], "use owner/name, such as acme/x."],
    [
      "setup-gitops.sh",
      ["--container", "a=https://github.com/acme/a"],
      "use NAME=OWNER/REPOSITORY, such as my-app=acme/a.",
    ],
    ["setup-gitops.sh", ["--directory", "/"], '"/" is not in a git checkout'],
    ["setup-source-repo.sh", [], "pass --directory, a clone of the source repository."],
    ["setup-source-repo.sh", ["--directory", "/"], '"/" is not a git checkout'],
    [
      "setup-source-repo.sh",
      ["--directory", ".", "--deploy-server", "http://deploys.acme.dev"],
      '--deploy-server is "http://deploys.acme.dev": use its address, such as https://deploys.acme.dev.',
    ],
    ["setup-source-repo.sh", ["--directory", "."], "--directory is this clone of the release repository"],
    ["setup-source-repo.sh", ["--directory", ".", "--container", "A b"], '--container is "A"'],
  ])("%s %j", async (script, args, message) => {
    const result = await runScript(`scripts/${script}`, args, { env: { GH_TOKEN: "x" } });
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
  });
});

/** What bash 3.2, the one of every Mac, does not have. */
const TOO_NEW =
  /\b(mapfile|readarray|coproc)\b|declare -[An]|local -[An]|\$\{\w+(,,?|\^\^?|@[A-Z])|&>>|\|&|wait -n|\$EPOCHSECONDS|printf '?%\(/;

test.each(
  [...globSync("scripts/setup*.sh"), ...globSync("scripts/setup/*.sh"), "scripts/test-dispatch.sh"].map(
    (file) => [file],
  ),
)("%s keeps to what bash 3.2 has", (file) => {
  expect(readFileSync(file, "utf8")).not.toMatch(TOO_NEW);
});
