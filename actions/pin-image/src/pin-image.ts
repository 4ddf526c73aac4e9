import { stepLog } from "../../../lib/action/log.ts";
import { currentRun, type Run } from "../../../lib/action/run.ts";
import { commitToBranch, type Decision } from "../../../lib/github/branch-commit/branch-commit.ts";
import { UnusableBranch } from "../../../lib/github/branch-commit/read-branch.ts";
import { createClient } from "../../../lib/github/client.ts";
import { parseRepositoryName } from "../../../lib/github/repository.ts";
import { commitMessage, imageTrailer } from "./commit-message.ts";
import { decidePin, type PinDecision } from "./decide.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { reportPin, setOutputs } from "./report.ts";

/** The action: two requests when nobody is in the way. */
export async function pinImage(): Promise<void> {
  setOutputs("");
  const run = currentRun();
  const inputs = readInputs();
  const deadline = Date.now() + inputs.deadline;
  const { token, pin, path, branch } = inputs;
  const runUrl = `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`;
  const { result, commit } = await commitToBranch(createClient({ token, log: stepLog, deadline }), {
    repository: ownRepository(run),
    branch,
    paths: [path],
    decide: (files) => decide(files.get(path), inputs, runUrl),
    run: runUrl,
    marker: imageTrailer(pin),
    // To pin again what is pinned writes nothing, so an earlier attempt need not be looked for.
    isRepeated: false,
    deadline,
    token: 'the token of input "token"',
    log: stepLog,
  });
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

function ownRepository({ repository }: Run) {
  const name = parseRepositoryName(repository);
  if (name === undefined) throw new Error(`GITHUB_REPOSITORY is ${repository}: owner/name is expected.`);
  return name;
}
