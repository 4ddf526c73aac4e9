import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { clone, read, RELEASES, run, sandbox, setUp, SOURCE, token, told } from "./testing.ts";

beforeAll(async () => {
  expect(await setUp()).toMatchObject({ exitCode: 0, stderr: "" });
});

describe("setup-gitops.sh, once more,", () => {
  test("mends what was changed since, and keeps what people added", async () => {
    const settings = sandbox.github.settings(RELEASES);
    const [ruleset] = settings.rulesets.values();
    settings.rulesets.set(ruleset!.id, { ...ruleset!, enforcement: "disabled" });
    settings.variables.set("RELEASE_APP_ID", { ...settings.variables.get("RELEASE_APP_ID")!, value: "1" });
    const policy = { ...JSON.parse(read("db/policy.json")), allow_unlisted: false };
    policy.containers["my-app"].refs = { prod: ["main"] };
    writeFileSync(join(clone, "db/policy.json"), JSON.stringify(policy));
    const again = await setUp();
    expect(told(again, "done")).toEqual([
      "change the variable RELEASE_APP_ID",
      'change the ruleset "Release channels: default branch"',
    ]);
    expect(JSON.parse(read("db/policy.json"))).toEqual(policy);
    expect(again.stdout).toContain('- Try it: run the workflow "Update database" by hand');
    expect(settings.rulesets.get(ruleset!.id)?.enforcement).toBe("active");
  });

  test("limits an environment that was open, and tells of other branches and of a key that all can read", async () => {
    const settings = sandbox.github.settings(RELEASES);
    const [releases, reports] = [...settings.environments.values()];
    settings.environments.set("releases", {
      ...releases!,
      branches: [...releases!.branches!, { id: 1, name: "feature/*" }],
    });
    settings.environments.set("reports", { ...reports!, branches: undefined });
    const kept = {
      name: "RELEASE_APP_PRIVATE_KEY",
      value: "old",
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    settings.secrets.set(kept.name, kept);
    const again = await setUp();
    expect(told(again, "done")).toEqual([
      "limit the environment reports to named branches",
      "let jobs of main use the environment reports",
    ]);
    expect(again.stdout).toContain("- The environment releases lets jobs of feature/* use its secrets");
    expect(again.stdout).toContain("- Delete the repository's own secret RELEASE_APP_PRIVATE_KEY at ");
    settings.environments.set("releases", releases!);
    settings.secrets.delete(kept.name);
  });

  test("tells of a key that the organisation shares, also behind a page of others, and not of one of nearly that name", async () => {
    const { sharedSecrets } = sandbox.github.settings(RELEASES);
    const share = (name: string) =>
      sharedSecrets.set(name, { name, value: "old", createdAt: new Date(), updatedAt: new Date() });
    for (let number = 0; number < 100; number += 1) share(`OTHER_${number}`);
    for (const name of ["RELEASE_APP_PRIVATE_KEY", "REPORT_APP_PRIVATE_KEY_2"]) share(name);
    const again = await setUp();
    expect(again.stdout.match(/^- .*organisation.*PRIVATE_KEY.*$/gm)).toEqual([
      expect.stringMatching(
        /^- Delete the organisation's secret RELEASE_APP_PRIVATE_KEY, or share it no longer with Foo\/releases-2, at .*\/organizations\/Foo\/settings\/secrets\/actions: a workflow on any branch can read it\./,
      ),
    ]);
    sharedSecrets.clear();
  });

  test("asks a person to look where GitHub does not say what the organisation shares", async () => {
    const operation = "actions/list-repo-organization-secrets";
    sandbox.github.inject({ operation, fault: { kind: "status", status: 403 }, times: 1 });
    const again = await setUp();
    expect(again.exitCode).toBe(0);
    expect(again.stdout.match(/^- .*organisation.*PRIVATE_KEY.*$/gm)).toEqual([
      "- Check that the organisation Foo shares no secret REPORT_APP_PRIVATE_KEY with Foo/releases-2: GitHub answered 403 when asked, and a workflow on any branch could read it.",
    ]);
    sandbox.github.clearFaults();
  });

  test("lets selected actions run that the workflows use", async () => {
    const body = JSON.stringify({ enabled: true, allowed_actions: "local_only" });
    const url = `${sandbox.github.apiUrl}/repos/${RELEASES}/actions/permissions`;
    await fetch(url, { method: "PUT", headers: { authorization: `Bearer ${token}` }, body });
    const mended = await setUp();
    expect(told(mended, "done")).toEqual([
      "let selected actions run in addition to your own",
      "allow the actions that the workflows use",
    ]);
    expect(sandbox.github.settings(RELEASES).actions).toMatchObject({
      allowed: "selected",
      githubOwnedAllowed: true,
      patternsAllowed: expect.arrayContaining(["docker/build-push-action@*", "docker/login-action@*"]),
    });
    expect(told(await setUp(), "done")).toEqual([]);
  });
});

test("a token that may not administer is told which permission it needs", async () => {
  const weak = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, SOURCE],
    permissions: { contents: "read" },
  });
  const result = await run("setup-gitops.sh", [], { GH_TOKEN: weak });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'could not read which actions may run: GitHub answered 403, "Resource not accessible by personal access token". The token may not do this, or cannot see the repository; it needs administration=read.',
  );
});

test("a name that GitHub does not know is told to be looked at", async () => {
  const result = await run("setup-gitops.sh", ["--repository", "Foo/relases"]);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'could not find Foo/relases: GitHub answered 404, "Not Found". The name is misspelt, or the token cannot see it; it needs metadata=read.',
  );
});
