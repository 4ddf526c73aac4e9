import { step } from "../../../../lib/store/step.ts";
import { readReleaseState } from "../../github/release-files.ts";
import { Rejected } from "../../rejected.ts";
import { sentence } from "../../sentence.ts";
import { artifactOf } from "../../targets/artifact.ts";
import { builtOf } from "../../targets/built-of.ts";
import { messageOf } from "../../trouble.ts";
import type { World } from "../../world.ts";
import { inTime } from "./in-time.ts";
import {
  targetErrors,
  wishOfSubmission,
  wordErrors,
  type FieldErrors,
  type Submission,
} from "./submission.ts";

/**
 * What stands beside the form's fields, as far as it is found out while Slack waits. What takes longer is no error yet:
 * the deploy's message tells it.
 * @returns undefined where nothing is known to be wrong
 */
export async function submissionErrors(
  world: World,
  submission: Submission,
): Promise<FieldErrors | undefined> {
  const errors = wordErrors(submission);
  if (Object.keys(errors).length > 0) return errors;
  const found = (await inTime(lookUp(world, submission), world.formPatienceMs)) ?? {};
  return Object.keys(found).length > 0 ? found : undefined;
}

async function lookUp(world: World, submission: Submission): Promise<FieldErrors> {
  try {
    const state = await readReleaseState(world.github, world.settings.releases);
    const errors = targetErrors(submission, state.config);
    if (Object.keys(errors).length > 0) return errors;
    const { repository: name, template } = artifactOf(state, submission.target);
    const repository = await step("form.repository", () => world.github.at(name));
    await builtOf(world, repository, { wish: wishOfSubmission(submission), template });
    return {};
  } catch (error) {
    if (error instanceof Rejected) return { what: sentence(error.message) };
    world.log.warn({ err: error }, `could not check the form: ${messageOf(error)}`);
    return {};
  }
}
