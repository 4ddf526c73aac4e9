/** GitHub would refuse the pull request: for one of its branches, or for the reason that the message gives. */
export class CannotOpen extends Error {
  override readonly name = "CannotOpen";
  readonly field: "head" | "base" | undefined;

  constructor(message: string, field?: "head" | "base") {
    super(message);
    this.field = field;
  }
}
