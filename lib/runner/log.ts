import * as core from "@actions/core";

/** The step's log, in the form that lib/github writes to. */
export const stepLog = {
  debug: (message: string): void => core.debug(message),
  info: (message: string): void => core.info(withoutCommands(message)),
  warning: (message: string): void => core.warning(message),
  mask: (secret: string): void => core.setSecret(secret),
};

/**
 * The runner takes a line that starts with two colons for a command, and `##[…]` anywhere in a line: text from elsewhere
 * must not give one.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function withoutCommands(text: string): string {
  return text.replaceAll(/^([^\S\n]*):(?=:)/gm, "$1\u200B:").replaceAll("##[", "##\u200B[");
}
