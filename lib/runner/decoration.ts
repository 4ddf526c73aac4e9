import * as core from "@actions/core";
import { InputError } from "./input-error.ts";

/**
 * Reads an input that only adds to what is reported: an address, a description, a name. An illegal one is left out with
 * a warning, for the outcome must be told whatever goes with it.
 * @param fallback what goes with it then, and when nothing is given
 */
export function decoration<T>(read: () => T | undefined, fallback?: T): T | undefined {
  try {
    return read() ?? fallback;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    core.warning(`${error.message} It is left out, and the state is reported without it.`, {
      title: `${error.input} is left out`,
    });
    return fallback;
  }
}
