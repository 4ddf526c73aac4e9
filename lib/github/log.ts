/** Where this layer logs what it does. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
}

/** A log that can mask a secret from here on. */
export interface MaskingLog extends Log {
  mask(secret: string): void;
}
