import { unknownText } from "../http/unknown.ts";

/** An answer that refuses. `documentation_url` and `status` are added where the answer is sent. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of `{ message }`. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    extra: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.headers = extra.headers ?? {};
    this.body = { message, ...extra.body };
  }
}

export const badCredentials = (): Refusal =>
  new Refusal(401, "Bad credentials", { body: { documentation_url: "https://docs.github.com/rest" } });

export const requiresAuthentication = (): Refusal => new Refusal(401, "Requires authentication");

export const notFound = (): Refusal => new Refusal(404, "Not Found");

export const unprocessable = (message: string): Refusal => new Refusal(422, message);

/** GitHub's own request validation: all complaints, one per line, under one heading. */
export const invalidRequest = (complaints: readonly string[]): Refusal =>
  new Refusal(422, `Invalid request.\n\n${complaints.join("\n")}`);

/** One complaint of GitHub's models about a value: `{ "resource": "Status", "field": "description", … }`. */
export interface ValidationError {
  readonly resource: string;
  /** Absent if it is about the whole. */
  readonly field?: string;
  readonly message: string;
}

/** What GitHub's models, not its request validation, answer to values that they cannot save. */
export const validationFailed = (errors: readonly ValidationError[]): Refusal =>
  new Refusal(422, "Validation Failed", {
    body: { errors: errors.map((error) => ({ ...error, code: "custom" })) },
  });

export const unknownToSandbox = (what: string): Refusal => new Refusal(501, unknownText(what));
