import { UnsupportedError } from "../errors.ts";
import type { JobLog } from "../job/log.ts";
import type { Masks } from "../job/masks.ts";
import { annotationOf } from "./annotation.ts";
import { parseCommand, type WorkflowCommand } from "./stdout.ts";

/** Where the commands of one process take effect. */
export interface CommandEffects {
  readonly log: JobLog;
  readonly masks: Masks;
  /** Whether ::debug:: shows: ACTIONS_STEP_DEBUG is set. */
  readonly debug: boolean;
  setOutput(name: string, value: string): void;
  saveState(name: string, value: string): void;
}

/** Takes a process's output line by line and carries its workflow commands out. */
export class CommandHandler {
  readonly #effects: CommandEffects;
  #resume: string | undefined;
  #echo = false;
  /** Set by a command that the runner refuses: the step fails with it. */
  #problem: Error | undefined;

  constructor(effects: CommandEffects) {
    this.#effects = effects;
  }

  /** Why the step must fail whatever its exit code, if so. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  line(text: string): void {
    const { log } = this.#effects;
    const command = parseCommand(text, this.#resume);
    if (this.#resume !== undefined) {
      if (command?.name === this.#resume.toLowerCase()) this.#resume = undefined;
      log.line(text);
      return;
    }
    if (command === undefined) {
      log.line(text);
      return;
    }
    if (this.#echo && !["add-mask", "debug", "echo"].includes(command.name)) log.line(text);
    try {
      this.#carryOut(command);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // A command that may hold a secret is not shown.
      const shown = command.name === "add-mask" || command.name === "echo" ? command.name : text;
      log.error(`Unable to process command '${shown}' successfully.`);
      log.error(error.message);
      this.#problem ??= error;
    }
  }

  #carryOut(command: WorkflowCommand): void {
    const { log, masks } = this.#effects;
    const annotation = annotationOf(command);
    if (annotation !== undefined) return log.annotate(annotation);
    switch (command.name) {
      case "add-mask":
        if (command.data.trim() === "")
          log.warning("Can't add secret mask for empty string in ##[add-mask] command.");
        masks.add(command.data);
        return;
      case "group":
        log.line(`##[group]${command.data}`);
        return;
      case "endgroup":
        log.line("##[endgroup]");
        return;
      case "debug":
        if (this.#effects.debug) log.line(`##[debug]${command.data}`);
        return;
      case "echo":
        this.#setEcho(command.data.trim().toLowerCase());
        return;
      case "stop-commands":
        this.#stop(command.data);
        return;
      case "set-output":
        log.warning(deprecated("set-output"));
        this.#effects.setOutput(nameOf(command), command.data);
        return;
      case "save-state":
        log.warning(deprecated("save-state"));
        this.#effects.saveState(nameOf(command), command.data);
        return;
      case "set-env":
      case "add-path":
        throw new Error(
          `The \`${command.name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`,
        );
      default:
        throw new UnsupportedError(`the sandbox's runner does not know the command ::${command.name}::`);
    }
  }

  #setEcho(value: string): void {
    if (value !== "on" && value !== "off") {
      throw new Error(
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${value}'.`,
      );
    }
    this.#echo = value === "on";
  }

  #stop(token: string): void {
    if (token === "" || token === "pause-logging") {
      throw new Error(
        `Invoked ::stop-commands:: with token: [${token}]. You cannot use an endToken that is an empty string, the string 'pause-logging', or another workflow command.`,
      );
    }
    this.#resume = token;
  }
}

function deprecated(command: string): string {
  return `The \`${command}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`;
}

function nameOf(command: WorkflowCommand): string {
  const name = command.properties["name"];
  if (name === undefined) throw new Error(`Required field 'name' is missing in ##[${command.name}] command.`);
  return name;
}
