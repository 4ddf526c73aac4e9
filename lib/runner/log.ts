import * as core from "@actions/core";

/** The step's log, as lib/github expects it. */
export const stepLog = {
  debug: (message: string): void => core.debug(message),
  info: (message: string): void => core.info(withoutCommands(message)),
  warning: (message: string): void => core.warning(message),
  mask: (secret: string): void => core.setSecret(secret),
};

/**
 * The runner treats a line that starts with two colons, and `##[…]` anywhere in a line, as a command. Text from outside
 * must not contain either.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function withoutCommands(text: string): string {
  return text.replaceAll(/^([^\S\n]*):(?=:)/gm, "$1\u200B:").replaceAll("##[", "##\u200B[");
}
