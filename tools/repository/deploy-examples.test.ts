import { globSync, readFileSync } from "node:fs";
import { basename, matchesGlob, relative } from "node:path";
import { expect, test } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { parseDeployConfig } from "../../lib/deploys/config/deploy-config.ts";
import { parseServerConfig, placementsOf } from "../../lib/deploys/config/server-config.ts";
import { parsePolicy } from "../../lib/releases/rules/policy.ts";

const ROOT = "examples/deploy-configs";
const EXAMPLES = globSync(`${ROOT}/*`)
  .map((path) => basename(path))
  .toSorted();

type Files = Readonly<Record<string, string>>;

/** An example's files by their path: the first folder is the repository's name in acme. */
function filesOf(example: string): Files {
  const paths = globSync(`${ROOT}/${example}/**/*.{yaml,json}`, {});
  const hidden = globSync(`${ROOT}/${example}/*/.deploy/*.yaml`);
  return Object.fromEntries(
    [...new Set([...paths, ...hidden])].map((path) => [
      relative(`${ROOT}/${example}`, path),
      readFileSync(path, "utf8"),
    ]),
  );
}

/** What would keep an example from deploying as it says. @throws InvalidDocument for a file that cannot be read */
function problemsOf(files: Files): readonly string[] {
  const text = (path: string): string => files[path] ?? "";
  const server = parseServerConfig(text("releases/db/server.yaml"), "db/server.yaml");
  const policy = parsePolicy(text("releases/db/policy.json"), "db/policy.json");
  const configs = Object.keys(files).filter((path) => /^[^/]+\/\.deploy\/[^/]+\.yaml$/.test(path));
  if (configs.length === 0) return ["there is no config"];
  return configs.flatMap((path) => {
    const [home = ""] = path.split("/");
    const config = parseDeployConfig(text(path), basename(path));
    const targets = Object.keys(config.channels).flatMap((channel) => {
      const placements = placementsOf(server, { config: config.name, channel });
      if (placements.length === 0) return [`${config.name}/${channel} is no target`];
      if (policy.channels?.includes(channel) !== true) return [`${channel} is no channel of the policy`];
      // Without one, the config is looked for where the artifact is built.
      const isFound = placements.every(
        ({ repository }) => (repository ?? config.artifact?.repository) === `acme/${home}`,
      );
      return isFound ? [] : [`${config.name}/${channel} is not looked for in acme/${home}`];
    });
    const rules = config.artifact && policy.containers?.[config.artifact.container];
    const isAllowed =
      config.artifact === undefined ||
      (rules?.repository?.name === config.artifact.repository &&
        config.artifact.image.startsWith(`${String(rules.image)}:`));
    const specs = (config.specs ?? []).flatMap((pattern) => {
      const found = Object.keys(files).filter((file) => matchesGlob(file, `${home}/${pattern}`));
      return found.length === 0
        ? [`${pattern} matches nothing`]
        : found.flatMap((file) => manifestProblems(text(file), rules?.image));
    });
    return [...targets, ...(isAllowed ? [] : [`the policy does not allow ${config.name}'s image`]), ...specs];
  });
}

function manifestProblems(text: string, image: string | undefined): readonly string[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0 || document.get("kind") === undefined) return ["a manifest is none"];
    const used = document.getIn(["spec", "template", "spec", "containers", 0, "image"]);
    return used === image ? [] : [`a manifest has the image ${String(used)}`];
  });
}

test("there is an example of each kind, and the guide leads to it", () => {
  expect(EXAMPLES).toEqual(["artifactful", "artifactless", "config-apart", "previews"]);
  const guide = readFileSync("docs/deploy-configs.md", "utf8");
  for (const example of EXAMPLES) expect(guide).toContain(`](../${ROOT}/${example})`);
});

test.each(EXAMPLES)("%s is complete", (example) => {
  expect(problemsOf(filesOf(example))).toEqual([]);
});

test.each<[string, string, (text: string) => string, string]>([
  [
    "artifactful",
    "releases/db/server.yaml",
    (text) => text.replace("my-app/prod", "my-apps/prod"),
    "no target",
  ],
  ["artifactful", "my-app/.deploy/my-app.yaml", (text) => text.replace("k8s/", "k9s/"), "matches nothing"],
  [
    "artifactful",
    "releases/db/policy.json",
    (text) => text.replace("acme/my-app", "acme/other"),
    "not allow",
  ],
  ["previews", "my-app/k8s/app.yaml", (text) => text.replace("acme/my-app", "acme/other"), "the image"],
  [
    "config-apart",
    "releases/db/server.yaml",
    (text) => text.replace("acme/configs", "acme/stranger"),
    "not looked for in acme/configs",
  ],
])("%s with a mistake in %s is found out", (example, path, change, says) => {
  const files = filesOf(example);
  const changed = change(files[path] ?? "");
  expect(changed).not.toBe(files[path]);
  expect(problemsOf({ ...files, [path]: changed }).join("; ")).toContain(says);
});
