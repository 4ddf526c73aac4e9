import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";
import { parse } from "yaml";
import { parseDatabase } from "../../lib/releases/documents/database.ts";
import { blocksIn, firstLine, named, type Block } from "./pages.ts";

const execute = promisify(execFile);
const blocks = blocksIn("sh", "bash");

/** Blocks that are run here, in a clone of a release repository, and the tools that they need besides git. */
const RUN = new Map<string, readonly string[]>([
  ["git log --oneline -n 10 -- db/db.json", ["jq"]],
  ["git log --grep '^Verified: ' --oneline -n 20 -- db/db.json", []],
  [
    'curl https://ghe.example.com/api/v3/repos/acme/releases/dispatches -H "Authorization: Bearer $RELEASE_API_PAT" \\',
    ["curl"],
  ],
  ["git pull --quiet && node -e '", ["node"]],
  ['jq --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" -f migrate.jq old-db.json > db/db.json', ["jq"]],
]);

const GITHUB_S_OWN = "gh asks the real GitHub; its inputs are checked below";
const A_CLUSTER = "needs a cluster; tools/check-deployment.sh and check-helm.sh check what is applied";
const IN_ENGINES = "needs a cluster; the engines' scenario deploy-server-chart runs it";
const WITH_POSTGRESQL = "tools/repository/deploy-server-operations.test.ts runs it";
const SCRIPTS = "is run by the script's own tests; its options are checked below";

/** Blocks that are not run here, and why. */
const NOT_RUN = new Map([
  [
    "curl -sS https://github.com/login/device/code -H 'Accept: application/json' -d client_id=Iv23liAbCdEfGhIjKlMn",
    "asks the real GitHub, and a person",
  ],
  [
    'api=https://deploys.acme.dev/v1 auth="Authorization: Bearer $TOKEN"',
    "needs a deploy server and a person's token; apps/deploy-server/locks-api.test.ts sends the same requests",
  ],
  [
    "./scripts/demo   # follow a release from push to cluster, and a deploy from Slack, all simulated",
    "tools/demo/demo.test.ts runs it, and this is what the other runs",
  ],
  [
    "helm upgrade --install deploy-server helm/deploy-server --namespace deploys --create-namespace \\",
    "needs a cluster; the engines' scenarios run it",
  ],
  ["kubectl create namespace deploys", IN_ENGINES],
  ["helm rollback deploy-server --namespace deploys --wait", IN_ENGINES],
  ["kubectl scale deployment/deploy-server --namespace deploys --replicas=0", IN_ENGINES],
  ["kubectl scale deployment/deploy-server --namespace deploys --replicas=2", IN_ENGINES],
  [
    "kubectl create secret generic deploy-server --namespace deploys --from-file=secrets/ --dry-run=client --output=yaml |",
    IN_ENGINES,
  ],
  ["helm uninstall deploy-server --namespace deploys --wait", IN_ENGINES],
  ["kubectl delete customresourcedefinition deployconfigs.release-channels.dev", IN_ENGINES],
  ["pg_dump --format=custom --file=deploys.dump", WITH_POSTGRESQL],
  ["pg_restore --no-owner --no-privileges --file=deploys.sql deploys.dump &&", WITH_POSTGRESQL],
  [
    "openssl rand -hex 32 | tr -d '\\n' > qa-notifications",
    "needs a cluster; apps/deploy-server/flux-unseen.test.ts signs by such a secret",
  ],
  ["./scripts/setup-gitops.sh --dry-run", SCRIPTS],
  ["./scripts/setup-gitops.sh --app-id 12345 --private-key-file app.private-key.pem", SCRIPTS],
  ["./scripts/setup-source-repo.sh --directory ../my-app", SCRIPTS],
  ["gh workflow run promote-release.yml -f containers=my-app -f from=dev -f to=stage", GITHUB_S_OWN],
  [
    'gh workflow run rollback-release.yml -f containers=my-app -f channel=prod -f to=ghcr.io/acme/my-app:v1 -f reason="load test" -f pin_until=8h',
    GITHUB_S_OWN,
  ],
  ["gh workflow run publish.yml", GITHUB_S_OWN],
  ["gh secret set SLACK_WEBHOOK_URL --repo acme/releases", GITHUB_S_OWN],
  ['gh workflow run retire-release.yml -f containers=my-app -f reason="moved to my-shop"', GITHUB_S_OWN],
  [
    "gh workflow run update-database.yml -f container=my-app -f release_channel=prod -f image=ghcr.io/acme/my-app:v1 -f force=true",
    GITHUB_S_OWN,
  ],
  [
    "gh workflow run update-database.yml --ref upgrade -f container=my-app -f release_channel=dev -f image=ghcr.io/acme/my-app:v2 -f dry_run=true",
    GITHUB_S_OWN,
  ],
  ["gh run list --workflow update-database.yml --status failure --limit 20", GITHUB_S_OWN],
  ["git switch --create upgrade", SCRIPTS],
  [
    "git switch main && git pull && git tag v1-next && git push origin v1-next",
    "pushes to the user's repository",
  ],
  [
    "git tag --force v1 main && git push --force origin v1 && git push --delete origin v1-next",
    "pushes to the user's repository",
  ],
  [
    `revision="$(sed -n 's/.*pin-image.revision: //p' deployment/kustomization.yaml | tr -d "\\"'")"`,
    "tools/repository/operations.test.ts runs it",
  ],
  ["for app in my-app worker cron; do", SCRIPTS],
  ["gh workflow run report-running.yml -f revision=<40 hex>", GITHUB_S_OWN],
  ["gh workflow run update-release-channel.yml -f release_channel=dev", GITHUB_S_OWN],
  [
    "curl https://api.github.com/repos/acme/my-app/actions/workflows/update-release-channel.yml/dispatches \\",
    "asks the real GitHub",
  ],
  ["gh run list --workflow update-database.yml --limit 20", GITHUB_S_OWN],
  ["gh variable set STATUS_APP_ID --org acme --body 12345", GITHUB_S_OWN],
  [
    'git add -A && git commit -m "Set up the release repository" && git push',
    "pushes to the user's repository",
  ],
  ["./scripts/test-dispatch.sh hello dev ghcr.io/acme/hello:v1", SCRIPTS],
  ["git clone https://github.com/acme/releases && cd releases", "pushes to the user's server"],
  ["gh attestation verify actions/update-database/dist/index.js --repo OWNER/REPOSITORY", GITHUB_S_OWN],
  ["git pull && kubectl kustomize deployment", A_CLUSTER],
  ["kubectl apply -f deployment/argocd/project.yaml -f deployment/argocd/application.yaml", A_CLUSTER],
  [
    'secret="$(kubectl -n argocd get secrets -l argocd.argoproj.io/secret-type=cluster -o json |',
    "scripts/setup/gitops.test.ts runs it",
  ],
  ["kubectl -n release-api port-forward service/release-channel-api 8089:80 &", A_CLUSTER],
  ["kubectl -n release-api create secret generic release-channel-api-github \\", A_CLUSTER],
  ["# The chart refers to Secrets and never holds one.", A_CLUSTER],
  ["argo -n argo submit --from workflowtemplate/my-app-release-data-prep -p sha=<40 hex>", A_CLUSTER],
  [
    "curl localhost:8089/v1/releases?container=my-app",
    "apps/release-api/server.test.ts asks a server the same",
  ],
  [
    "curl 'localhost:8089/v1/history?container=my-app&channel=prod&since=2026-11-01T00:00:00Z'",
    "apps/release-api/history.test.ts asks a server the same",
  ],
  [
    "./scripts/slack-manifest https://deploys.acme.dev",
    "apps/deploy-server/slack/manifest.test.ts prints it",
  ],
  [
    "docker build --file apps/deploy-server/Dockerfile --tag ghcr.io/acme/deploy-server:1.0.0 .",
    "needs Docker; tools/check-hadolint.sh reads the Dockerfile",
  ],
  [
    "gh variable set DEPLOY_SERVER --org acme --visibility all --body https://deploys.acme.dev",
    "sets a variable of an organisation that a test does not have",
  ],
  [
    "gh secret delete RELEASE_API_PAT --org acme",
    "deletes a secret of an organisation that a test does not have",
  ],
]);

const isInstalled = (tool: string) => spawnSync("bash", ["-c", `command -v ${tool}`]).status === 0;

describe("shell blocks", () => {
  test.each(named(blocks))("%s can be read by bash", (_name, { text }) => {
    // Placeholders for the reader are in angle brackets, which the shell would take for a redirection.
    const filled = text.replaceAll(/<[\w ]+>/g, "filled-in");
    expect(spawnSync("bash", ["-n"], { input: filled, encoding: "utf8" }).stderr).toBe("");
  });

  test("are run, or listed with a reason", () => {
    const known = new Set([...RUN.keys(), ...NOT_RUN.keys()]);
    expect(blocks.map(firstLine).filter((line) => !known.has(line))).toEqual([]);
  });

  test("that are listed exist", () => {
    const there = new Set(blocks.map(firstLine));
    expect([...RUN.keys(), ...NOT_RUN.keys()].filter((line) => !there.has(line))).toEqual([]);
  });
});

describe("commands", () => {
  const lines = blocks.flatMap(({ place, text }) =>
    text.split("\n").map((line) => ({ place, line: line.trim() })),
  );

  const runs = lines.flatMap(({ place, line }) => {
    const [, file] = /^gh workflow run (\S+\.yml)/.exec(line) ?? [];
    return file === undefined ? [] : [[`${place} ${line}`, file, line] as const];
  });
  test.each(runs)("%s gives inputs that the form has", (_name, file, line) => {
    const path = [`.github/workflows/${file}`, `workflows-templates/${file}`].find(existsSync) ?? "";
    const { on } = parse(readFileSync(path, "utf8")) as {
      on: { workflow_dispatch: { inputs?: Record<string, { required?: boolean }> } | null };
    };
    const inputs = on.workflow_dispatch?.inputs ?? {};
    const given = [...line.matchAll(/ -f (\w+)=/g)].map(([, name = ""]) => name);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
    expect(given).toEqual(expect.arrayContaining(required));
  });

  const scripts = lines.flatMap(({ place, line }) => {
    const [, path] = /^(\.\/scripts\/[\w.-]+)/.exec(line) ?? [];
    return path === undefined ? [] : [[`${place} ${line}`, path, line] as const];
  });
  test.each(scripts)("%s is there and has these options", (_name, path, line) => {
    const text = readFileSync(path, "utf8");
    const options = line.replace(/ #.*/, "").match(/--[\w-]+/g) ?? [];
    expect(options.filter((option) => !text.includes(option))).toEqual([]);
  });
});

describe("in a clone of a release repository", () => {
  let sandbox: Sandbox;
  let clone: string;
  const token = () =>
    sandbox.github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: ["acme/releases"],
      permissions: { contents: "write", metadata: "read" },
    });
  /** Asynchronous: the server that it asks runs in this very process. */
  const run = ({ text }: Block) =>
    execute(
      "bash",
      ["--norc", "-euo", "pipefail", "-c", text.replaceAll("https://ghe.example.com", sandbox.github.url)],
      { cwd: clone, env: { PATH: process.env["PATH"], RELEASE_API_PAT: token() } },
    );

  beforeAll(async () => {
    sandbox = await startSandbox();
    const files = [
      ".github/workflows/update-database.yml",
      ".github/workflows/notify-slack.yml",
      ".github/workflows/publish.yml",
      "db/db.json",
      ...["action.yml", "dist/index.js", "dist/package.json"].map(
        (file) => `actions/update-database/${file}`,
      ),
    ];
    const { gitDir } = await sandbox.github.createRepository("acme/releases", {
      files: Object.fromEntries(files.map((path) => [path, readFileSync(path)])),
    });
    sandbox.runner.setVariable("acme/releases", "PUBLISH", "false");
    clone = join(gitDir, "..", "clone");
    execFileSync("git", ["clone", "--quiet", gitDir, clone]);
  });
  afterAll(() => sandbox.stop());

  for (const [line, tools] of RUN) {
    const block = blocks.find((found) => firstLine(found) === line);
    const missing = tools.filter((tool) => !isInstalled(tool));
    // Shown as skipped if the machine lacks the tool.
    (missing.length === 0 ? test : test.skip)(`${line} works`, async () => {
      if (block === undefined) throw new Error("it is not there");
      if (line.startsWith("jq ")) prepareMigration(clone);
      await run(block);
      if (line.startsWith("curl ")) {
        const { run: released } = await sandbox.runner.waitFor(
          ({ run: { event } }) => event.name === "repository_dispatch",
        );
        expect(released.conclusion).toBe("success");
      }
      if (line.startsWith("jq ")) {
        const { releases } = parseDatabase(readFileSync(join(clone, "db/db.json"), "utf8"), "db/db.json");
        expect(releases.map(({ container, channel }) => [container, channel])).toEqual([
          ["my-app", "dev"],
          ["my-app", "prod"],
        ]);
      }
    });
  }
});

/** Puts the guide's jq program and a database in the old format into the clone. */
function prepareMigration(clone: string): void {
  const [program] = blocksIn("jq");
  writeFileSync(join(clone, "migrate.jq"), program?.text ?? "");
  const old = [
    { container: "my-app", release_channel: "prod", image: "ghcr.io/acme/my-app:v1" },
    { container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v2" },
  ];
  writeFileSync(join(clone, "old-db.json"), JSON.stringify({ releases: old }));
}
