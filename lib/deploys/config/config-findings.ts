import { InvalidDocument, type Problem } from "../../releases/documents/problem.ts";
import { problemAt } from "../../releases/documents/schema-problems.ts";
import type { DeployConfig } from "../generated/schema.generated.ts";
import { CONFIG_FOLDER, parseDeployConfig } from "./deploy-config.ts";
import { parseYaml } from "./yaml-text.ts";

/** A deploy config of a repository, as a file. */
export interface ConfigFile {
  /** `.deploy/my-app.yaml` */
  readonly path: string;
  readonly text: string;
}

/** A problem with a deploy config. */
export interface ConfigFinding extends Problem {
  /** The file's path. */
  readonly document: string;
  /** An error keeps the config from being deployed; a warning says that it does not do what it seems to. */
  readonly level: "error" | "warning";
}

/** What else the repository has. */
export interface ConfigSurroundings {
  /** All files in the folder of the configs, those that are none, too. */
  readonly paths: readonly string[];
  /** Whether a path pattern matches any file of the repository. */
  readonly matchesFile: (pattern: string) => boolean;
}

interface ReadConfig extends ConfigFile {
  readonly config: DeployConfig;
}

/** Whether the server reads a file as a deploy config; other files in the folder are left alone. */
export function isConfigFile(path: string): boolean {
  return path.startsWith(`${CONFIG_FOLDER}/`) && /^[^/]+\/[^/]+\.ya?ml$/.test(path);
}

/** All that is wrong with a repository's deploy configs, each by itself and one against the other. */
export function configFindings(
  files: readonly ConfigFile[],
  { paths, matchesFile }: ConfigSurroundings,
): readonly ConfigFinding[] {
  const configs: ReadConfig[] = [];
  const findings: ConfigFinding[] = [];
  for (const file of files) {
    try {
      configs.push({ ...file, config: parseDeployConfig(file.text, file.path) });
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      findings.push(...error.problems.map((problem) => finding(file.path, "error", problem)));
    }
  }
  return [
    ...findings,
    ...repeatedNames(configs),
    ...configs.flatMap((config) => unmatchedSpecs(config, matchesFile)),
    ...strayFiles(paths),
  ];
}

/** `my-app.yaml` and `my-app.yml` are both called my-app. */
function repeatedNames(configs: readonly ReadConfig[]): readonly ConfigFinding[] {
  return configs.flatMap((file, index) => {
    const { name } = file.config;
    const first = configs.findIndex(({ config }) => config.name === name);
    if (first === index) return [];
    const message = `is ${name}, as in ${configs[first]?.path ?? ""}: keep one of the two files`;
    return located(file, [problemAt(["name"], message)]);
  });
}

/** The engine would have nothing to apply. */
function unmatchedSpecs(
  file: ReadConfig,
  matchesFile: ConfigSurroundings["matchesFile"],
): readonly ConfigFinding[] {
  const { specs = [] } = file.config;
  const problems = specs.flatMap((pattern, index) =>
    matchesFile(pattern)
      ? []
      : [
          problemAt(
            ["specs", index],
            `is ${pattern}, which matches no file of this commit: correct it, or add the manifests`,
          ),
        ],
  );
  return located(file, problems);
}

function located(
  { path, text }: ConfigFile,
  problems: Parameters<ReturnType<typeof parseYaml>["located"]>[0],
): readonly ConfigFinding[] {
  return parseYaml(text, path)
    .located(problems)
    .map((problem) => finding(path, "error", problem));
}

function strayFiles(paths: readonly string[]): readonly ConfigFinding[] {
  const message = `it is not called <name>.yaml, so that nobody reads it as a deploy config`;
  return paths
    .filter((path) => !isConfigFile(path))
    .map((path) => finding(path, "warning", { path: "", message }));
}

function finding(document: string, level: ConfigFinding["level"], problem: Problem): ConfigFinding {
  return { ...problem, document, level };
}
