/**
 * A request's parameters. Fastify has validated them against the endpoint's schema and filled in the defaults, so a
 * value of another type is a mistake in the schema, not the client's.
 */
export class Parameters {
  readonly #values: ReadonlyMap<string, unknown>;

  /** @param values `request.params` or `request.query` */
  constructor(values: unknown) {
    this.#values = new Map(Object.entries(values ?? {}));
  }

  text(name: string): string {
    return this.optionalText(name) ?? unexpected(name, undefined);
  }

  optionalText(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined || typeof value === "string" ? value : unexpected(name, value);
  }

  texts(name: string): readonly string[] {
    const value = this.#values.get(name);
    if (!Array.isArray(value)) return unexpected(name, value);
    return value.map((item: unknown) => (typeof item === "string" ? item : unexpected(name, item)));
  }

  /** None for a parameter that the endpoint does not have. */
  optionalTexts(name: string): readonly string[] {
    return this.#values.has(name) ? this.texts(name) : [];
  }

  integer(name: string): number {
    const value = this.#values.get(name);
    return typeof value === "number" ? value : unexpected(name, value);
  }
}

function unexpected(name: string, value: unknown): never {
  throw new TypeError(`The schema allowed the parameter ${name} to be ${JSON.stringify(value)}`);
}
