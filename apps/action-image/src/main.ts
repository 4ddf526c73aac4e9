import { didYouMean } from "../../../lib/releases/documents/nearest.ts";
import { UsageError } from "./action.ts";
import { ACTIONS } from "./actions.generated.ts";
import { readInvocation } from "./arguments.ts";
import { helpOf, overview } from "./help.ts";
import { ownInputs } from "./own-inputs.ts";
import { runAction } from "./run-action.ts";
import { Signals } from "./signals.ts";
import { StepLog } from "./step-log.ts";

const USAGE = 2;

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  if (name === "" || name === "--help") {
    process.stdout.write(overview(ACTIONS));
    return name === "" ? USAGE : 0;
  }
  const action = ACTIONS.find((known) => known.name === name);
  if (action === undefined) {
    const names = ACTIONS.map((known) => known.name);
    throw new UsageError(
      `There is no action ${JSON.stringify(name)}${didYouMean(name, names)}: use ${names.join(" or ")}.`,
    );
  }
  if (args[0] === "--help") {
    process.stdout.write(helpOf(action));
    return 0;
  }
  const env = ownInputs(process.env, { wraps: args.includes("--") });
  const invocation = readInvocation(action, args, env);
  const log = new StepLog((text) => process.stderr.write(text), {
    debug: process.env["RUNNER_DEBUG"] === "1",
  });
  const { exitCode, outputs } = await runAction(action, invocation, { signals: new Signals(), log });
  // With a command, standard output belongs to the command.
  if (invocation.command.length === 0) process.stdout.write(`${JSON.stringify(outputs)}\n`);
  return exitCode;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = USAGE;
}
