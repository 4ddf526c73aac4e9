import type { Run } from "../../lib/runner/run.ts";
import { withInputs } from "./given-inputs.ts";

type Inputs = Readonly<Record<string, string>>;

/** A step that somebody starts by hand, whose id comes from its job and its inputs. */
interface OperationStep {
  /** `actions/promote-release` */
  readonly action: string;
  readonly inputs: Inputs;
  /** The id, by the inputs that the runner gives. */
  readonly idOf: (run: Run) => string;
}

/** The step's id at first, where its job is run again, and where its reason is worded otherwise. */
export function idsOfOneStep(step: OperationStep): Promise<readonly string[]> {
  return Promise.all([idOf(step), idOf(step, {}, 2), idOf(step, { reason: "said otherwise" })]);
}

/** The ids of other steps of the job. @param others how the inputs of each differ */
export function idsOfOtherSteps(step: OperationStep, others: readonly Inputs[]): Promise<readonly string[]> {
  return Promise.all(others.map((inputs) => idOf(step, inputs)));
}

function idOf(
  { action, inputs, idOf: read }: OperationStep,
  other: Inputs = {},
  attempt = 1,
): Promise<string> {
  const step = {
    action,
    token: "ghs_1",
    repository: "acme/releases",
    event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
    inputs: { ...inputs, ...other },
    run: { attempt },
  };
  return withInputs(step, read);
}
