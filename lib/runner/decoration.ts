import * as core from "@actions/core";
import { InputError } from "./input-error.ts";

/**
 * Reads an input that only decorates a report: an address, a description, a name. An invalid one is dropped with a
 * warning, because the outcome must be reported either way.
 * @param fallback what to use instead, and when the input is empty
 */
export function decoration<T>(read: () => T | undefined, fallback?: T): T | undefined {
  try {
    return read() ?? fallback;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    core.warning(`${error.message} The report is sent without it.`, {
      title: `${error.input} is ignored`,
    });
    return fallback;
  }
}
