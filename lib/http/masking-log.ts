import type { Logger } from "pino";

/** A log that hides the secrets that it is told. */
export interface MaskingLogger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  mask(secret: string): void;
}

export function maskingLog(log: Logger): MaskingLogger {
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
