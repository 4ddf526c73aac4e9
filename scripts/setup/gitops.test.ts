import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { authenticated, runGit } from "@release-channels/sandbox";
import type { ScriptResult } from "./run-script.ts";
import {
  app,
  clone,
  folder,
  read,
  RELEASES,
  reporter,
  sandbox,
  setUp,
  SOURCE,
  token,
  told,
  writes,
} from "./testing.ts";

/** What a command asks kubectl, where Argo CD knows the clusters eu, eu-2 and test. */
const withKubectl = async (command: string): Promise<readonly string[]> => {
  const bin = await mkdtemp(join(folder, "kubectl-"));
  const items = ["eu", "eu-2", "test"].map((name, index) => ({
    metadata: { name: `cluster-${index + 1}` },
    data: { name: Buffer.from(name).toString("base64") },
  }));
  writeFileSync(join(bin, "secrets.json"), JSON.stringify({ items }));
  const kubectl = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${bin}/asked'\n[ "$3" = label ] || cat '${bin}/secrets.json'\n`;
  writeFileSync(join(bin, "kubectl"), kubectl, { mode: 0o755 });
  execFileSync("bash", ["-euc", command], { env: { PATH: `${bin}:${process.env["PATH"]}` } });
  return readFileSync(join(bin, "asked"), "utf8").trimEnd().split("\n");
};

describe("setup-gitops.sh", () => {
  let dry: ScriptResult;
  let first: ScriptResult;

  test("--dry-run changes nothing and shows each request and file", async () => {
    sandbox.github.forgetRequests();
    dry = await setUp("--dry-run");
    expect(dry).toMatchObject({ exitCode: 0, stderr: "" });
    expect(writes()).toEqual([]);
    expect(await runGit(clone, "status", "--porcelain")).toBe("");
    expect(dry.stdout).toContain(
      `       PUT /repos/${RELEASES}/actions/permissions/access {"access_level":"organization"}\n`,
    );
    const [named = ""] =
      /^ +repoURL: .*\n/m.exec(readFileSync("deployment/argocd/application.yaml", "utf8")) ?? [];
    expect(dry.stdout).toContain(`       -${named}`);
    expect(dry.stdout).toContain(
      `Dry run: nothing was changed; ${told(dry, "would").length} changes would be made.\n`,
    );
  });

  test("makes exactly what the dry run told", async () => {
    first = await setUp();
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(first, "done")).toEqual(told(dry, "would"));
    expect(told(first, "done").length).toBeGreaterThan(12);
  });

  test("writes the files for these names", () => {
    const page = sandbox.github.repository(RELEASES).htmlUrl;
    const { id } = sandbox.github.repository(SOURCE);
    expect(JSON.parse(read("db/policy.json"))).toEqual({
      $schema: "./policy.schema.json",
      version: 1,
      channels: ["dev", "prod"],
      containers: { "my-app": { image: "ghcr.io/foo/my-app", repository: { name: SOURCE, id } } },
    });
    for (const file of ["application", "applicationset", "project"]) {
      expect(read(`deployment/argocd/${file}.yaml`)).toContain(` ${page}\n`);
    }
    for (const path of globSync("{workflows-templates,deployment/argocd}/*.{yml,yaml}", { cwd: clone })) {
      expect(read(path)).not.toContain("acme/releases");
    }
    expect(read("workflows-templates/update-release-channel.yml")).toContain(
      `uses: ${RELEASES}/actions/trigger-dispatch@v1\n`,
    );
  });

  test("leaves whole comments", () => {
    for (const path of globSync("workflows-templates/*.yml", { cwd: clone })) {
      expect(read(path)).not.toMatch(/^# Replace acme|^#\n#\n/m);
    }
    expect(read("workflows-templates/release-data-prep.yml")).toContain(
      "\n# Replace the commands with yours,",
    );
  });

  test("names the actions anew where they have moved", async () => {
    await setUp("--actions", "Foo/moved");
    for (const path of globSync("workflows-templates/*.yml", { cwd: clone })) {
      expect(read(path)).not.toMatch(/uses: Foo\/releases-2\//);
    }
    await setUp();
  });

  test("makes the settings on GitHub", () => {
    const settings = sandbox.github.settings(RELEASES);
    expect(settings.accessLevel).toBe("organization");
    expect(settings.variables.get("RELEASE_APP_ID")?.value).toBe(String(app.id));
    expect(settings.variables.get("REPORT_APP_ID")?.value).toBe(String(reporter.id));
    // No secret that every branch's workflow could read.
    expect([...settings.secrets.keys()]).toEqual([]);
    const environments = [...settings.environments.values()].map(({ name, branches, secrets }) => ({
      name,
      branches: branches?.map((policy) => policy.name),
      secrets: Object.fromEntries([...secrets.values()].map((secret) => [secret.name, secret.value])),
    }));
    const reports = { REPORT_APP_PRIVATE_KEY: reporter.privateKey };
    expect(environments).toEqual([
      {
        name: "releases",
        branches: ["main"],
        secrets: { ...reports, RELEASE_APP_PRIVATE_KEY: app.privateKey },
      },
      { name: "reports", branches: ["main"], secrets: reports },
    ]);
    const rulesets = [...settings.rulesets.values()];
    expect(rulesets.map(({ target, include }) => [target, ...include])).toEqual([
      ["branch", "~DEFAULT_BRANCH"],
      ["tag", "refs/tags/v*", "refs/tags/api-v*"],
    ]);
    expect(rulesets[0]?.rules).toContainEqual({
      type: "pull_request",
      parameters: expect.objectContaining({
        require_code_owner_review: true,
        required_approving_review_count: 1,
      }),
    });
    for (const { bypassActors } of rulesets) {
      expect(bypassActors).toContainEqual({
        actor_id: app.id,
        actor_type: "Integration",
        bypass_mode: "always",
      });
    }
  });

  test("tells what is left to a person", () => {
    expect(first.stdout).toContain("- Commit the files on a branch, push it and open a pull request");
    expect(first.stdout).toContain("-f deployment/argocd/applicationset.yaml\n");
    expect(first.stdout).toContain("git tag v1 && git push origin v1");
    expect(first.stdout).toContain("- Name your team in .github/CODEOWNERS: it still says @acme/platform");
    expect(first.stdout).toContain("- Store a fine-grained token with contents: write on Foo/releases-2");
    expect(first.stdout).toContain("- Try it: scripts/test-dispatch.sh hello dev ghcr.io/foo/hello:v1 (");
  });

  test.each([
    ["eu", "cluster-1 release-channels/overlay=prod"],
    ["test", "cluster-3 release-channels/overlay=stage"],
  ])("tells a command that labels the cluster %s and leaves its other labels", async (cluster, labelled) => {
    const [, command = ""] =
      new RegExp(`^- Label the cluster ${cluster}: (.*)$`, "m").exec(first.stdout) ?? [];
    expect(await withKubectl(command)).toEqual([
      "-n argocd get secrets -l argocd.argoproj.io/secret-type=cluster -o json",
      `-n argocd label --overwrite secret ${labelled}`,
    ]);
  });

  test("the guide's command labels that cluster", async () => {
    const [, block = ""] =
      /```sh\n( *secret="\$\(kubectl [^]*?)```/.exec(readFileSync("docs/deployment.md", "utf8")) ?? [];
    expect((await withKubectl(block.replaceAll("my-cluster", "eu"))).at(-1)).toBe(
      "-n argocd label --overwrite secret cluster-1 release-channels/overlay=prod",
    );
  });

  test("changes nothing the second time and says so", async () => {
    sandbox.github.forgetRequests();
    const before = await runGit(clone, "diff");
    const again = await setUp();
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(again, "done")).toEqual([]);
    expect(again.stdout).toContain(`Nothing to change: ${RELEASES} is set up.\n`);
    expect(writes()).toEqual([]);
    expect(await runGit(clone, "diff")).toBe(before);
  });

  test("what it set up takes a release that the App commits, and a push of anyone else is refused", async () => {
    await runGit(clone, "commit", "--quiet", "--all", "-m", "Set up");
    const pushed = runGit(
      clone,
      "push",
      authenticated(sandbox.github.repository(RELEASES).cloneUrl, token),
      "HEAD:main",
    );
    await expect(pushed).rejects.toThrow("GH013");
    const { runner, github } = sandbox;
    runner.setVariable(RELEASES, "PUBLISH", "false");
    const before = runner.runs.length;
    await fetch(`${github.apiUrl}/repos/${RELEASES}/dispatches`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        event_type: "update-release-channel",
        client_payload: { container: "my-app", release_channel: "dev", image: "ghcr.io/foo/my-app:v1" },
      }),
    });
    await runner.idle();
    // The App's commit starts a run, too, which is skipped and so ends first.
    const update = runner.runs.slice(before).find(({ run }) => run.event.name === "repository_dispatch");
    expect(update!.jobs[0]!.log).toContain("my-app in dev: applied");
    expect(await runGit(github.repository(RELEASES).gitDir, "log", "-1", "--format=%an %s", "main")).toBe(
      "releaser[bot] release(my-app): dev → v1\n",
    );
  });
});

test("a branch's workflow gets no key, and its job fails before its first step", async () => {
  const { github, runner } = sandbox;
  const steal = `on: { workflow_dispatch: }
jobs:
  open:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "key: $KEY"', env: { KEY: "\${{ secrets.RELEASE_APP_PRIVATE_KEY }}" } }]
  named:
    runs-on: ubuntu-latest
    environment: releases
    steps: [{ run: 'echo "key: $KEY"', env: { KEY: "\${{ secrets.RELEASE_APP_PRIVATE_KEY }}" } }]
`;
  await runGit(clone, "switch", "--quiet", "--create", "thief");
  writeFileSync(join(clone, ".github/workflows/publish.yml"), steal);
  await runGit(clone, "commit", "--quiet", "--all", "-m", "Steal");
  await runGit(clone, "push", authenticated(github.repository(RELEASES).cloneUrl, token), "HEAD:thief");
  await runGit(clone, "switch", "--quiet", "-");
  const runs = runner.runs.length;
  const dispatcher = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { actions: "write" },
  });
  await fetch(`${github.apiUrl}/repos/${RELEASES}/actions/workflows/publish.yml/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${dispatcher}` },
    body: JSON.stringify({ ref: "thief" }),
  });
  await runner.idle();
  const [open, named] = runner.runs[runs]!.jobs;
  expect(open?.log).toMatch(/key: \n|key: $/m);
  expect(named).toMatchObject({ result: "failure", steps: [] });
  expect(named?.annotations[0]?.message).toBe(
    'Branch "thief" is not allowed to deploy to releases due to environment protection rules.',
  );
});
