import { withAccess } from "../../../lib/github/access.ts";
import type { Decision } from "../../../lib/github/branch/branch-writer.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import { requiredFile } from "../../../lib/github/branch/required-file.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { addressOf, currentRun } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { commitMessage, imageTrailer } from "./commit-message.ts";
import { decidePin, type PinDecision } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportPin, setOutputs } from "./report.ts";

/** The action: two requests without contention, three more for an App. */
export async function pinImage(): Promise<void> {
  setOutputs("");
  const run = currentRun();
  const inputs = readInputs();
  const { credentials, pin, path, branch, timeLimit } = inputs;
  const runUrl = addressOf(run);
  const access = {
    ...stepSession(Date.now() + timeLimit),
    credentials,
    repository: repositoryNamed(run.repository),
    permissions: { contents: "write" },
  } as const;
  const { result, commit } = await withAccess(access, (repository) =>
    commitToBranch(repository, {
      branch,
      paths: [path],
      decide: (files) => decide(requiredFile(files, path, branch), inputs),
      runUrl,
      markers: [imageTrailer(pin)],
      // Pinning the same image again writes nothing, so an earlier attempt does not matter.
      isRepeated: false,
    }),
  );
  setOutputs(result.outcome, commit);
  await reportPin(pin, result, commit);
}

function decide(text: string, { pin, path }: Inputs): Decision<PinDecision> {
  const result = decidePin(text, pin, path);
  if (result.outcome !== "pinned") return { result };
  const message = commitMessage(pin, result.before);
  return { result, content: { ...message, files: new Map([[path, result.after]]) } };
}
