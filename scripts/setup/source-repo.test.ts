import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { runScript, type ScriptResult } from "./run-script.ts";
import {
  app,
  bareTools,
  clone,
  folder,
  key,
  PAT,
  read,
  RELEASES,
  run,
  sandbox,
  setUp,
  SOURCE,
  source,
  token,
  told,
} from "./testing.ts";

beforeAll(async () => {
  expect(await setUp()).toMatchObject({ exitCode: 0, stderr: "" });
});

describe("setup-source-repo.sh", () => {
  const setUpSource = (...args: string[]): Promise<ScriptResult> =>
    run("setup-source-repo.sh", [
      "--directory",
      source,
      "--release-token-file",
      join(folder, "pat"),
      ...args,
    ]);

  test("writes workflow, secret and policy, as its dry run told, and then nothing more", async () => {
    const dry = await setUpSource("--dry-run");
    expect(existsSync(join(source, ".github"))).toBe(false);
    const first = await setUpSource();
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(first, "done")).toEqual(told(dry, "would"));
    expect(told(first, "done")).toEqual([
      "write .github/workflows/update-release-channel.yml",
      "store the secret RELEASE_API_PAT",
    ]);
    expect(first.stdout).toContain("\n2 changes were made.\n");
    const workflow = readFileSync(join(source, ".github/workflows/update-release-channel.yml"), "utf8");
    expect(workflow).toContain(`uses: ${RELEASES}/actions/trigger-dispatch@v1`);
    expect(workflow).not.toContain("# Replace");
    expect(sandbox.github.settings(SOURCE).secrets.get("RELEASE_API_PAT")?.value).toBe(PAT);
    const without = await run("setup-source-repo.sh", ["--directory", source]);
    expect(without.stdout).toContain("as is: the secret RELEASE_API_PAT\n");
    expect(without.stdout).not.toContain("Share the organisation's secret");
    expect(told(await setUpSource(), "done")).toEqual([]);
  });

  test("adds further containers to the policy", async () => {
    await setUpSource("--container", "worker", "--registry", "registry.example.com/foo");
    const { containers } = JSON.parse(read("db/policy.json"));
    expect(Object.keys(containers)).toEqual(["my-app", "worker"]);
    expect(containers.worker.image).toBe("registry.example.com/foo/worker");
  });

  test("stores the secret with gh where nothing else can seal it", async () => {
    const bin = bareTools("with-gh");
    writeFileSync(
      join(bin, "gh"),
      `#!/bin/sh\n[ "$1" = auth ] && echo "$REAL" && exit\necho "$@" > '${folder}/gh-args'\ncat > '${folder}/gh-stdin'\n`,
    );
    chmodSync(join(bin, "gh"), 0o755);
    const result = await runScript(
      join(clone, "scripts/setup-source-repo.sh"),
      ["--directory", source, "--release-token-file", join(folder, "pat"), "--replace-secrets"],
      { cwd: clone, env: { PATH: bin, REAL: token } },
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const host = new URL(sandbox.github.url).host;
    expect(readFileSync(join(folder, "gh-args"), "utf8")).toBe(
      `secret set RELEASE_API_PAT --repo ${host}/${SOURCE}\n`,
    );
    expect(readFileSync(join(folder, "gh-stdin"), "utf8")).toBe(PAT);
  });
});

describe("a secret that nothing can seal", () => {
  let bare: { readonly PATH: string };
  beforeAll(() => {
    bare = { PATH: bareTools("bare") };
  });

  test.each([[["--dry-run"]], [[]]])("fails setup-source-repo.sh %j and is told first", async (args) => {
    const pat = ["--release-token-file", join(folder, "pat"), "--replace-secrets"];
    const result = await run("setup-source-repo.sh", ["--directory", source, ...pat, ...args], bare);
    expect(result.exitCode).toBe(1);
    expect(told(result, "cannot")).toEqual(["store the secret RELEASE_API_PAT"]);
    expect(result.stderr).toContain(
      `setup-source-repo.sh: ${SOURCE} is not set up. Not done:\n- store the secret RELEASE_API_PAT: install gh, or Node 20`,
    );
    expect(result.stderr).toContain(`${sandbox.github.url}/${SOURCE}/settings/secrets/actions/new\n`);
    expect(result.stdout).not.toContain("Nothing to change");
  });

  test("fails setup-gitops.sh, which makes the other changes", async () => {
    sandbox.github.settings(RELEASES).variables.delete("RELEASE_APP_ID");
    const args = ["--app-id", String(app.id), "--private-key-file", key, "--replace-secrets"];
    const dry = await run("setup-gitops.sh", [...args, "--dry-run"], bare);
    expect(dry.stdout).toContain("\nDry run: nothing was changed; 1 change would be made.\n");
    const result = await run("setup-gitops.sh", args, bare);
    expect([dry.exitCode, result.exitCode]).toEqual([1, 1]);
    expect(told(result, "done")).toEqual(["set the variable RELEASE_APP_ID"]);
    expect(result.stdout).toContain("\n1 change was made.\n");
    expect(result.stderr).toContain(
      "Not done:\n- store the secret RELEASE_APP_PRIVATE_KEY of the environment releases: install gh",
    );
  });
});

test("tokens, keys and secrets are never told", async () => {
  const results = [
    await setUp("--replace-secrets"),
    await run("setup-source-repo.sh", [
      "--directory",
      source,
      "--release-token-file",
      join(folder, "pat"),
      "--replace-secrets",
    ]),
  ];
  for (const { stdout, stderr } of results) {
    expect(stdout + stderr).not.toContain(token);
    expect(stdout + stderr).not.toContain(PAT);
    expect(stdout + stderr).not.toContain("PRIVATE KEY-----");
  }
});
