import { InvalidFileError } from "../errors.ts";

/** GitHub's limit for an id's length. */
const LONGEST = 100;

/** Checks the ids of jobs, or of one job's steps, as GitHub's IdBuilder does. */
export class IdChecker {
  readonly #seen = new Set<string>();

  /** @throws InvalidFileError for one that is malformed, reserved or taken */
  check(id: string, place: string): void {
    const problem = this.#problemOf(id);
    if (problem !== undefined) throw new InvalidFileError(`${place}: The identifier '${id}' ${problem}`);
    this.#seen.add(id.toLowerCase());
  }

  #problemOf(id: string): string | undefined {
    if (!/^[A-Za-z_][\w-]*$/.test(id) || id.length >= LONGEST) {
      return `is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must start with a letter or '_' and must be less than ${LONGEST} characters.`;
    }
    if (id.startsWith("__")) return "is invalid. IDs starting with '__' are reserved.";
    return this.#seen.has(id.toLowerCase())
      ? "may not be used more than once within the same scope."
      : undefined;
  }
}
