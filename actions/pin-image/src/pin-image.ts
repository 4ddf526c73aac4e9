import { stepLog } from "../../../lib/runner/log.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { commitToBranch, type Decision } from "../../../lib/github/branch/branch-commit.ts";
import { UnusableBranch } from "../../../lib/github/branch/read-branch.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { commitMessage, imageTrailer } from "./commit-message.ts";
import { decidePin, type PinDecision } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportPin, setOutputs } from "./report.ts";

/** The action: two requests when nobody is in the way, and three more for an App. */
export async function pinImage(): Promise<void> {
  setOutputs("");
  const run = currentRun();
  const inputs = readInputs();
  const deadline = Date.now() + inputs.deadline;
  const { credentials, pin, path, branch } = inputs;
  const repository = repositoryNamed(run.repository);
  const access = { log: stepLog, deadline, permissions: { contents: "write" } } as const;
  const runUrl = `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`;
  const { result, commit } = await withAccess(credentials, repository, access, ({ client, token }) =>
    commitToBranch(client, {
      repository,
      branch,
      paths: [path],
      decide: (files) => decide(files.get(path), inputs, runUrl),
      run: runUrl,
      marker: imageTrailer(pin),
      // To pin again what is pinned writes nothing, so an earlier attempt need not be looked for.
      isRepeated: false,
      deadline,
      token,
      log: stepLog,
    }),
  );
  setOutputs(result.outcome, commit);
  await reportPin(pin, result, commit);
}

function decide(
  text: string | undefined,
  { pin, path, branch }: Inputs,
  runUrl: string,
): Decision<PinDecision> {
  if (text === undefined)
    throw new UnusableBranch(`${path} does not exist on branch ${branch}: commit it first.`);
  const result = decidePin(text, pin, path);
  if (result.outcome !== "pinned") return { result };
  const message = commitMessage(pin, result.before, runUrl);
  return { result, content: { ...message, files: new Map([[path, result.after]]) } };
}
