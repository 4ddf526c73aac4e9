import * as core from "@actions/core";

/** The step's log, in the form that lib/github writes to. */
export const stepLog = {
  debug: (message: string): void => core.debug(message),
  info: (message: string): void => core.info(withoutCommands(message)),
  warning: (message: string): void => core.warning(message),
  mask: (secret: string): void => core.setSecret(secret),
};

/** The runner takes a line that starts with two colons for a command: text from elsewhere must not start one. */
function withoutCommands(text: string): string {
  return text.replaceAll(/^([^\S\n]*):(?=:)/gm, "$1\u200B:");
}
