import * as core from "@actions/core";

/** A value that a step's main phase saves for its post phase. */
export interface StepState<T> {
  save(value: T): void;
  /** Removes the value. */
  clear(): void;
  /** @returns undefined if nothing was saved */
  load(): T | undefined;
}

/**
 * One value in the step's state, kept as JSON. Only the same action reads it, in the same job, so it has the type that
 * was saved. The runner keeps the state as it keeps the inputs, for this step alone: a secret there is safe here, too.
 */
export function stepState<T>(name: string): StepState<T> {
  return {
    save: (value) => core.saveState(name, JSON.stringify(value)),
    clear: () => core.saveState(name, ""),
    load() {
      const text = core.getState(name);
      return text === "" ? undefined : (JSON.parse(text) as T);
    },
  };
}
