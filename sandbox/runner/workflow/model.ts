import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { Repository } from "../../github/model.ts";
import type { Condition } from "../template/condition.ts";

/** Where a workflow file was read from. */
export interface FileOrigin {
  readonly repository: Repository;
  /** `.github/workflows/x.yml` */
  readonly path: string;
  /** The commit, 40 hex. */
  readonly sha: string;
  /** As named by whoever runs it: `refs/heads/main`. */
  readonly ref: string;
  /** What messages call the file: its path, or a called workflow's whole reference. */
  readonly label: string;
}

/** The filters of one event under `on`. */
export interface TriggerFilter {
  readonly types?: readonly string[] | undefined;
  readonly branches?: readonly string[] | undefined;
  readonly branchesIgnore?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly tagsIgnore?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly pathsIgnore?: readonly string[] | undefined;
  /** Of `workflow_run`. */
  readonly workflows?: readonly string[] | undefined;
}

export const INPUT_TYPES = ["string", "boolean", "number", "choice", "environment"] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** An input of `workflow_dispatch` or `workflow_call`. */
export interface InputDefinition {
  readonly type: InputType;
  readonly required: boolean;
  readonly default: TemplateToken | undefined;
  readonly options: readonly string[] | undefined;
}

export interface SecretDefinition {
  readonly required: boolean;
}

/** The inputs, secrets and outputs of a reusable workflow. */
export interface CallInterface {
  readonly inputs: ReadonlyMap<string, InputDefinition>;
  readonly secrets: ReadonlyMap<string, SecretDefinition>;
  readonly outputs: ReadonlyMap<string, TemplateToken>;
}

export const PERMISSION_LEVELS = ["read", "write", "none"] as const;
export type PermissionLevel = (typeof PERMISSION_LEVELS)[number];
/** As written: one word for all, or each by name and everything else `none`. */
export type PermissionSetting = "read-all" | "write-all" | ReadonlyMap<string, PermissionLevel>;

/** `defaults.run` */
export interface RunDefaults {
  readonly shell?: TemplateToken | undefined;
  readonly workingDirectory?: TemplateToken | undefined;
}

interface StepBase {
  readonly id: string | undefined;
  readonly name: TemplateToken | undefined;
  readonly condition: Condition;
  readonly continueOnError: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly env: TemplateToken | undefined;
  /** `file (Line: n, Col: m)` */
  readonly place: string;
}

export interface RunStep extends StepBase {
  readonly kind: "run";
  readonly run: TemplateToken;
  readonly shell: TemplateToken | undefined;
  readonly workingDirectory: TemplateToken | undefined;
}

export interface UsesStep extends StepBase {
  readonly kind: "uses";
  readonly uses: string;
  readonly with: TemplateToken | undefined;
}

export type StepDefinition = RunStep | UsesStep;

interface JobBase {
  readonly id: string;
  readonly name: TemplateToken | undefined;
  readonly needs: readonly string[];
  readonly condition: Condition;
  readonly strategy: MappingToken | undefined;
  readonly permissions: PermissionSetting | undefined;
  readonly concurrency: TemplateToken | undefined;
  readonly place: string;
}

export interface StepsJob extends JobBase {
  readonly kind: "steps";
  readonly runsOn: TemplateToken;
  readonly env: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  /** The name only. Of an environment's rules, only its deployment branches are enforced. */
  readonly environment: TemplateToken | undefined;
  readonly outputs: MappingToken | undefined;
  readonly defaults: RunDefaults;
  readonly steps: readonly StepDefinition[];
}

/** A job that calls a reusable workflow. */
export interface CallJob extends JobBase {
  readonly kind: "call";
  readonly uses: string;
  /** The location of `uses`. */
  readonly usesPlace: string;
  readonly with: MappingToken | undefined;
  readonly secrets: MappingToken | "inherit" | undefined;
}

export type JobDefinition = StepsJob | CallJob;

/** A whole workflow file except its jobs. */
export interface WorkflowHeader extends FileOrigin {
  /** `name:`, or the path. */
  readonly name: string;
  readonly runName: TemplateToken | undefined;
  readonly on: ReadonlyMap<string, TriggerFilter>;
  readonly dispatchInputs: ReadonlyMap<string, InputDefinition>;
  readonly call: CallInterface | undefined;
  readonly env: TemplateToken | undefined;
  readonly defaults: RunDefaults;
  readonly permissions: PermissionSetting | undefined;
  readonly concurrency: TemplateToken | undefined;
}

/** A workflow file, checked, its expressions not yet evaluated. */
export interface WorkflowFile extends WorkflowHeader {
  readonly jobs: ReadonlyMap<string, JobDefinition>;
}
