import type { Logger } from "pino";
import type { MaskingLog } from "../../lib/github/log.ts";

/** A log for lib/github, which hides what it is told to. */
export function githubLog(log: Logger): MaskingLog {
  const secrets = new Set<string>();
  const masked = (message: string): string =>
    [...secrets].reduce((text, secret) => text.replaceAll(secret, "***"), message);
  return {
    debug: (message) => log.debug(masked(message)),
    info: (message) => log.info(masked(message)),
    warning: (message) => log.warn(masked(message)),
    mask: (secret) => void secrets.add(secret),
  };
}
