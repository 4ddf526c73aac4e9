import { isExpected, messageOf, StepError } from "../errors.ts";
import { entriesOf, evaluateString } from "../template/token.ts";
import type { JobState, StepScope } from "./state.ts";
import { stepTemplate } from "./step-scope.ts";

/** A job's outputs may hold this much, in UTF-16 as GitHub counts. */
const LARGEST = 1024 * 1024;

/** `jobs.<id>.outputs`, evaluated when the job is through, however it ended. A secret never leaves the job. */
export function collectOutputs(job: JobState, scope: StepScope): Record<string, string> {
  const outputs: Record<string, string> = {};
  const template = stepTemplate(job, scope, { action: "", stage: "main" }, job.env);
  let size = 0;
  for (const [name, token] of entriesOf(job.facts.definition.outputs)) {
    try {
      const value = evaluateString(token, template);
      size += 2 * (name.length + value.length);
      if (size > LARGEST)
        throw new StepError(`Output '${name}' exceeds the limit of 1 MB for all outputs of a job.`);
      if (job.masks.isIn(value)) {
        job.log.warning(`Skip output '${name}' since it may contain secret.`);
      } else if (value !== "") {
        outputs[name] = value;
      }
    } catch (error) {
      job.log.error(messageOf(error));
      if (!isExpected(error)) job.problems.push(error);
      job.result = "failure";
    }
  }
  return outputs;
}
