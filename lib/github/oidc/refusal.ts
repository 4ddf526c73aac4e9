/** A token that does not prove what it should. Names what refutes it: a claim, a header, or the signature. */
export class ProvenanceRefusal extends Error {
  override readonly name = "ProvenanceRefusal";

  /**
   * @param what `claim sha`
   * @param value as the token has it; undefined when it lacks it
   * @param expected in words that follow "but": `"refs/heads/main" is expected`
   */
  constructor(what: string, value: unknown, expected: string, options?: ErrorOptions) {
    const shown = value === undefined ? "missing" : JSON.stringify(value);
    super(`${what} is ${shown}, but ${expected}`, options);
  }
}
