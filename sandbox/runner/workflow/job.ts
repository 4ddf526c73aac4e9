import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping, isSequence } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError, UnsupportedError } from "../errors.ts";
import { readCondition } from "../template/condition.ts";
import { entriesOf, mappingAt, placeOf, textAt, wordsOf } from "../template/token.ts";
import { IdChecker } from "./ids.ts";
import type { JobDefinition, StepDefinition } from "./model.ts";
import { parsePermissions, parseRunDefaults } from "./settings.ts";

/** What GitHub's schema lets through and the sandbox cannot do. */
const UNSUPPORTED_JOB_KEYS = ["container", "services", "snapshot", "cancel-timeout-minutes"];

/** One job of a workflow file. */
export function parseJob(id: string, job: MappingToken, file: string): JobDefinition {
  for (const key of UNSUPPORTED_JOB_KEYS) refuse(job, key, file, `jobs.${id}.${key}`);
  const permissions = job.find("permissions");
  const base = {
    id,
    name: job.find("name"),
    needs: wordsOf(job.find("needs")) ?? [],
    condition: readCondition(job.find("if"), file),
    strategy: parseStrategy(job, file),
    permissions: permissions === undefined ? undefined : parsePermissions(permissions),
    concurrency: job.find("concurrency"),
    place: placeOf(file, job),
  };
  const usesToken = job.find("uses");
  const uses = textAt(job, "uses");
  if (uses !== undefined) {
    const secrets = job.find("secrets");
    return {
      ...base,
      kind: "call",
      uses,
      usesPlace: usesToken === undefined ? base.place : placeOf(file, usesToken),
      with: mappingAt(job, "with"),
      secrets: secrets === undefined ? undefined : isMapping(secrets) ? secrets : "inherit",
    };
  }
  const runsOn = job.find("runs-on");
  if (runsOn === undefined)
    throw new InvalidFileError(`${base.place}: Required property is missing: runs-on`);
  const steps = job.find("steps");
  return {
    ...base,
    kind: "steps",
    runsOn,
    env: job.find("env"),
    timeoutMinutes: job.find("timeout-minutes"),
    continueOnError: job.find("continue-on-error"),
    environment: parseEnvironment(job.find("environment"), file, id),
    outputs: mappingAt(job, "outputs"),
    defaults: parseRunDefaults(job),
    steps: parseSteps(steps, file, base.place),
  };
}

function refuse(mapping: MappingToken, key: string, file: string, path: string): void {
  const token = mapping.find(key);
  if (token !== undefined) {
    throw new UnsupportedError(`${placeOf(file, token)}: the sandbox's runner does not know '${path}'`);
  }
}

function parseStrategy(job: MappingToken, file: string): MappingToken | undefined {
  const strategy = job.find("strategy");
  if (strategy === undefined || isMapping(strategy)) return strategy;
  throw new UnsupportedError(
    `${placeOf(file, strategy)}: the sandbox's runner does not know a 'strategy' that is one expression`,
  );
}

function parseEnvironment(
  token: TemplateToken | undefined,
  file: string,
  job: string,
): TemplateToken | undefined {
  if (token === undefined || !isMapping(token)) return token;
  refuse(token, "url", file, `jobs.${job}.environment.url`);
  refuse(token, "deployment", file, `jobs.${job}.environment.deployment`);
  return token.find("name");
}

/** The steps of a job or of a composite action. */
export function parseSteps(
  token: TemplateToken | undefined,
  file: string,
  place: string,
): readonly StepDefinition[] {
  if (token === undefined || !isSequence(token)) {
    throw new InvalidFileError(`${place}: Required property is missing: steps`);
  }
  const steps = [...token].filter(isMapping).map((step) => parseStep(step, file));
  const ids = new IdChecker();
  for (const { id, place } of steps) if (id !== undefined) ids.check(id, place);
  return steps;
}

function parseStep(step: MappingToken, file: string): StepDefinition {
  const id = textAt(step, "id");
  const base = {
    id,
    name: step.find("name"),
    condition: readCondition(step.find("if"), file),
    continueOnError: step.find("continue-on-error"),
    timeoutMinutes: step.find("timeout-minutes"),
    env: step.find("env"),
    place: placeOf(file, step),
  };
  const run = step.find("run");
  if (run !== undefined) {
    return {
      ...base,
      kind: "run",
      run,
      shell: step.find("shell"),
      workingDirectory: step.find("working-directory"),
    };
  }
  const uses = textAt(step, "uses");
  if (uses !== undefined) {
    checkUses(uses, base.place);
    return { ...base, kind: "uses", uses, with: step.find("with") };
  }
  const keys = entriesOf(step).map(([key]) => key);
  throw new UnsupportedError(
    `${base.place}: the sandbox's runner does not know a step of ${keys.join(", ")}`,
  );
}

/** `./x`, `$/x`, `docker://x` or `org/repo[/path]@ref`. */
function checkUses(uses: string, place: string): void {
  if (/^(\.\/|\$\/|docker:\/\/)/.test(uses)) return;
  if (!/^[^/@]+\/[^/@]+(\/[^@]*)?@[^@]+$/.test(uses)) {
    throw new InvalidFileError(`${place}: Expected format {org}/{repo}[/path]@ref. Actual '${uses}'`);
  }
}
