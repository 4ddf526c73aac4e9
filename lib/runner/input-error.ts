/** An unusable input. The message names the input, its value and what is allowed. */
export class InputError extends Error {
  override readonly name = "InputError";

  /** The input's name in action.yml. */
  readonly input: string;

  /** @param value undefined for a secret, which must not be shown */
  constructor(input: string, value: string | undefined, allowed: string) {
    super(`Input ${input} ${judge(value)}: ${allowed}`);
    this.input = input;
  }
}

const QUOTED = 120;

function judge(value: string | undefined): string {
  if (value === undefined) return "cannot be used";
  return `is ${value === "" ? "empty" : quote(value)}`;
}

/** The reason comes last and GitHub cuts long annotations, so a long value must not push the reason out. */
function quote(value: string): string {
  return JSON.stringify(value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value);
}
