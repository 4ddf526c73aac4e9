import { InvalidDocument, requireValid } from "../../releases/documents/problem.ts";
import { problemAt, type PathSegment, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import { matchesNothing } from "../../releases/rules/ref-pattern.ts";
import type { DeployConfig } from "../generated/schema.generated.ts";
import { templateFault } from "../image-tag.ts";
import { patternFault } from "./path-pattern.ts";
import { deployConfigProblems } from "./schema-problems.ts";
import { parseYaml } from "./yaml-text.ts";

export type { DeployConfig };

/** Where a repository keeps its deploy configs. */
export const CONFIG_FOLDER = ".deploy";

/** Any repository can have one, and reading it must not keep others waiting. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * Reads a deploy config, `.deploy/<name>.yaml`. All that is wrong is told at once, each with line and column.
 * @param path in its repository, for messages and because the file is called as the config is
 * @throws InvalidDocument
 */
export function parseDeployConfig(text: string, path: string): DeployConfig {
  if (text.length > MOST_CHARACTERS) {
    const message = `has ${text.length} characters, and at most ${MOST_CHARACTERS} are read: shorten it`;
    throw new InvalidDocument(path, [{ path: "", message }]);
  }
  const { data, located } = parseYaml(text, path);
  const wrong = deployConfigProblems(data);
  if (!isReadable(data, wrong)) throw new InvalidDocument(path, located(wrong));
  requireValid(path, located([...wrong, ...contradictions(data, path)]));
  return data;
}

/** Whether the data has a deploy config's shape, with unknown fields at most. */
function isReadable(_data: unknown, wrong: readonly SchemaProblem[]): _data is DeployConfig {
  return wrong.every(({ isUnknownField }) => isUnknownField);
}

/** What is legal by itself and does not go together. */
function contradictions(config: DeployConfig, path: string): readonly SchemaProblem[] {
  return [
    ...nameProblems(config, path),
    ...artifactProblems(config),
    ...(["paths", "specs"] as const).flatMap((field) =>
      (config[field] ?? []).flatMap((pattern, index) => patternProblems([field, index], pattern)),
    ),
    ...Object.entries(config.channels).flatMap(([channel]) => channelProblems(config, channel)),
  ];
}

function nameProblems({ name }: DeployConfig, path: string): readonly SchemaProblem[] {
  const file = path.slice(path.lastIndexOf("/") + 1);
  return file === `${name}.yaml` || file === `${name}.yml`
    ? []
    : [
        problemAt(
          ["name"],
          `is ${name}, but the file is ${file}: call the file ${name}.yaml, or the config as the file`,
        ),
      ];
}

function artifactProblems({ artifact }: DeployConfig): readonly SchemaProblem[] {
  if (artifact === undefined) return [];
  const fault = templateFault(artifact.image);
  const image =
    fault === undefined ? [] : [problemAt(["artifact", "image"], `is ${artifact.image}, but ${fault}`)];
  const sources = Object.keys(artifact.build ?? {});
  const build =
    artifact.build === undefined || sources.length === 1
      ? []
      : [
          problemAt(
            ["artifact", "build"],
            "must have one of workflow, check and status: it says which result counts",
          ),
        ];
  return [...image, ...build];
}

function patternProblems(at: readonly PathSegment[], pattern: string): readonly SchemaProblem[] {
  const fault = patternFault(pattern);
  return fault === undefined ? [] : [problemAt(at, `is ${pattern}, but ${fault}`)];
}

function channelProblems({ artifact, channels }: DeployConfig, channel: string): readonly SchemaProblem[] {
  const rules = channels[channel] ?? {};
  const at = ["channels", channel];
  const problems: SchemaProblem[] = [];
  const { track, autodeploy = [] } = rules;
  if (autodeploy.length > 0 && track === undefined) {
    problems.push(problemAt(at, "has autodeploy and lacks track, the branch that it follows"));
  }
  if (autodeploy.includes("build") && artifact === undefined) {
    problems.push(
      problemAt(
        [...at, "autodeploy"],
        "has build, but the config has no artifact that could be built: use config",
      ),
    );
  }
  if (new Set(autodeploy).size < autodeploy.length) {
    problems.push(problemAt([...at, "autodeploy"], "names one thing twice: keep one"));
  }
  if (track !== undefined && matchesNothing(track)) {
    problems.push(problemAt([...at, "track"], `is ${track}, which no branch can be called`));
  }
  return problems;
}
