import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { folder, read, RELEASES, run, sandbox, setUp, SOURCE, source, told } from "./testing.ts";

const SERVER = "https://deploys.foo.dev";
const WHY = `Builds release by the deploy server ${SERVER} with the OIDC token of their job, which is good once and for one\ndispatch. So no secret is needed: RELEASE_API_PAT could also push to ${RELEASES} (docs/keyless.md).\n`;

const settings = sandbox.github.settings(SOURCE);
const share = (repository: string, name: string, value: string): void => {
  const kept = { name, value, createdAt: new Date(), updatedAt: new Date() };
  sandbox.github.settings(repository).sharedVariables.set(name, kept);
};
const setUpSource = (...args: string[]) => run("setup-source-repo.sh", ["--directory", source, ...args]);
const valueOf = (): string | undefined => settings.variables.get("DEPLOY_SERVER")?.value;
const leftOf = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  [...stdout.matchAll(/^- (.*)$/gm)].map(([, line = ""]) => line);

beforeAll(async () => {
  expect(await setUp()).toMatchObject({ exitCode: 0, stderr: "" });
});
afterEach(() => {
  for (const repository of [RELEASES, SOURCE]) {
    const { variables, sharedVariables, secrets } = sandbox.github.settings(repository);
    variables.delete("DEPLOY_SERVER");
    sharedVariables.clear();
    secrets.delete("RELEASE_API_PAT");
  }
  sandbox.github.clearFaults();
});

describe("setup-source-repo.sh", () => {
  test("sets a repository up without a secret where it is told of a deploy server, and then nothing more", async () => {
    const dry = await setUpSource("--deploy-server", SERVER, "--dry-run");
    expect(valueOf()).toBeUndefined();
    const first = await setUpSource("--deploy-server", `${SERVER}/`);
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(first, "done")).toEqual(told(dry, "would"));
    expect(told(first, "done")).toEqual([
      "write .github/workflows/update-release-channel.yml",
      "set the variable DEPLOY_SERVER",
    ]);
    expect(first.stdout).toContain(WHY);
    expect(first.stdout).not.toContain("organisation's secret");
    expect([valueOf(), [...settings.secrets.keys()]]).toEqual([SERVER, []]);
    expect(JSON.parse(read("db/policy.json")).containers["my-app"].repository.name).toBe(SOURCE);
    // The variable is enough from now on.
    const again = await setUpSource();
    expect([told(again, "done"), again.stdout.includes(WHY)]).toEqual([[], true]);
    const moved = await setUpSource("--deploy-server", "https://other.foo.dev");
    expect([told(moved, "done"), valueOf()]).toEqual([
      ["change the variable DEPLOY_SERVER"],
      "https://other.foo.dev",
    ]);
  });

  test("takes the organisation's variable, also behind a page of others, and sets none of its own", async () => {
    for (let number = 0; number < 30; number += 1) share(SOURCE, `OTHER_${number}`, "https://other.foo.dev");
    share(SOURCE, "DEPLOY_SERVER_2", "https://other.foo.dev");
    share(SOURCE, "DEPLOY_SERVER", SERVER);
    const result = await setUpSource();
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(result, "as is")).toContain("the organisation's variable DEPLOY_SERVER");
    expect(result.stdout).toContain(WHY);
    expect([valueOf(), settings.secrets.size]).toEqual([undefined, 0]);
    // The repository's own comes first, as it does for jobs.
    const own = await setUpSource("--deploy-server", "https://other.foo.dev");
    expect([told(own, "done"), valueOf()]).toEqual([
      ["set the variable DEPLOY_SERVER"],
      "https://other.foo.dev",
    ]);
  });

  test("leaves a secret that is there to a person, and stores one beside the server only where it is given", async () => {
    const both = await setUpSource("--deploy-server", SERVER, "--release-token-file", join(folder, "pat"));
    expect(told(both, "done")).toEqual([
      "set the variable DEPLOY_SERVER",
      "store the secret RELEASE_API_PAT",
    ]);
    const remove = `Delete the secret RELEASE_API_PAT of ${SOURCE} once its builds show outcomes: a build dispatches with it only where no server answers.`;
    const again = await setUpSource();
    expect([leftOf(both), leftOf(again)]).toEqual([
      expect.arrayContaining([remove]),
      expect.arrayContaining([remove]),
    ]);
    expect(settings.secrets.has("RELEASE_API_PAT")).toBe(true);
    settings.secrets.delete("RELEASE_API_PAT");
    const without = leftOf(await setUpSource("--no-policy"));
    expect(without).not.toContain(remove);
    expect(without).toContain(
      `Give the containers of ${SOURCE} their repository in db/policy.json: the server takes no others.`,
    );
  });

  test.each(["actions/get-repo-variable", "actions/list-repo-organization-variables"])(
    "goes on as without a server, and says so, where %s is refused",
    async (operation) => {
      sandbox.github.inject({ operation, fault: { kind: "status", status: 403 }, times: 1 });
      const result = await setUpSource();
      expect(result).toMatchObject({ exitCode: 0, stderr: "" });
      expect(leftOf(result)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^Share the organisation's secret RELEASE_API_PAT with /),
          "Pass --deploy-server URL, or a token with variables: read, if a deploy server runs: no secret is needed then. GitHub answered 403 when asked for the variable DEPLOY_SERVER.",
        ]),
      );
      const unasked = await setUpSource();
      expect(unasked.stdout).not.toContain("--deploy-server");
    },
  );
});

describe("setup-gitops.sh", () => {
  const tells = /RELEASE_API_PAT|DEPLOY_SERVER|setup-source-repo/;
  const toldOfBuilds = async (...args: string[]) =>
    leftOf(await run("setup-gitops.sh", args)).filter((line) => tells.test(line));

  test("asks for the secret without a server, and for the variable with one", async () => {
    const each = "Set up each source repository: scripts/setup-source-repo.sh --directory CLONE";
    expect(await toldOfBuilds()).toEqual([
      expect.stringMatching(
        /^Store a fine-grained token .* as the organisation's secret RELEASE_API_PAT: builds use it/,
      ),
      each,
    ]);
    expect(await toldOfBuilds("--deploy-server", SERVER)).toEqual([
      `Tell all builds of Foo where the deploy server is: gh variable set DEPLOY_SERVER --org Foo --visibility all --body ${SERVER}`,
      each,
    ]);
    share(RELEASES, "DEPLOY_SERVER", SERVER);
    expect(await toldOfBuilds()).toEqual([each]);
    expect((await run("setup-gitops.sh", [])).stdout).toContain(WHY);
  });
});
