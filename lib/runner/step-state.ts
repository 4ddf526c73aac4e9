import * as core from "@actions/core";

/** What a step's main phase leaves to its post phase, whatever happens in between. */
export interface StepState<T> {
  save(value: T): void;
  /** Leaves nothing. */
  clear(): void;
  /** @returns undefined when nothing was left */
  load(): T | undefined;
}

/**
 * A place in the step's state for one value, kept as JSON. Only this action reads it, in the same job, so that its type
 * is the one that was saved. The runner keeps the state beside the inputs, for this step alone: what is secret there
 * may be secret here.
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
