import { Ajv2020 } from "ajv/dist/2020.js";

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly schema: object }>>; readonly headers?: object }
    >
  >;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Checks responses against the document that describes them, and records which ones it has seen. */
export class DocumentCheck {
  readonly #document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly seen = new Set<string>();

  constructor(document: OpenApi) {
    this.#document = document;
    this.#ajv.addSchema(document, "openapi");
  }

  /** Every response that the document describes: `get /v1/health 200 application/json`. */
  get promised(): readonly string[] {
    return Object.entries(this.#document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.entries(responses).flatMap(([status, { content }]) =>
          Object.keys(content ?? { "": {} }).map((type) => `${method} ${path} ${status} ${type}`),
        ),
      ),
    );
  }

  /** @throws if the response does not match the document @returns the body's text */
  async check(method: string, path: string, response: Response): Promise<string> {
    const text = await response.text();
    const type = (response.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
    const answer = this.#document.paths[path]?.[method]?.responses[String(response.status)];
    const name = `${method} ${path} ${response.status} ${type}`;
    if (answer === undefined) throw new Error(`${name} is not in the document: ${text}`);
    if (type !== "" && answer.content?.[type] === undefined)
      throw new Error(`${name} has a type that is not in the document`);
    if (type.endsWith("json")) {
      const pointer = ["paths", path, method, "responses", String(response.status), "content", type, "schema"]
        .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
        .join("/");
      const valid = this.#ajv.validate({ $ref: `openapi#/${pointer}` }, JSON.parse(text));
      if (!valid) throw new Error(`${name}: ${this.#ajv.errorsText()}\n${text}`);
    }
    this.seen.add(name);
    return text;
  }
}
