/** A token does not prove what it should. Names what refutes it: a claim, a header, or the signature. */
export class ProvenanceRefusal extends Error {
  override readonly name = "ProvenanceRefusal";

  /**
   * @param what `claim sha`
   * @param value the token's value; undefined if it is missing
   * @param expected a phrase that follows "but": `"refs/heads/main" is expected`
   */
  constructor(what: string, value: unknown, expected: string) {
    const shown = value === undefined ? "missing" : JSON.stringify(value);
    super(`${what} is ${shown}, but ${expected}`);
  }
}
