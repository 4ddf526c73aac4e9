import * as core from "@actions/core";

/** The step's log, in the form that lib/github writes to. */
export const stepLog = {
  debug: (message: string): void => core.debug(message),
  info: (message: string): void => core.info(message),
  warning: (message: string): void => core.warning(message),
};
