import { describe, expect, test } from "@jest/globals";
import { extract } from "./extract.ts";

describe("extract", () => {
  const document = {
    paths: {
      "/things/{id}": {
        get: {
          operationId: "things/get",
          externalDocs: { url: "https://docs.github.com/things" },
          parameters: [{ $ref: "#/components/parameters/id" }],
          responses: {
            "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/thing" } } } },
            "404": { $ref: "#/components/responses/not_found" },
          },
        },
      },
    },
    components: {
      parameters: { id: { name: "id", in: "path", required: true, schema: { type: "integer" } } },
      responses: { not_found: { description: "Not here" } },
      schemas: {
        thing: {
          type: "object",
          description: "A thing",
          properties: {
            description: { type: "string", nullable: true, example: "x" },
            part: { $ref: "#/components/schemas/part" },
          },
        },
        part: { type: "string", "x-secret": true },
        other: { type: "string" },
      },
    },
  };

  test("extracts what the operations need, as JSON schema without prose", () => {
    expect(extract("1.0.0", document, ["things/get"])).toEqual({
      version: "1.0.0",
      operations: {
        "things/get": {
          method: "GET",
          path: "/things/{id}",
          documentation: "https://docs.github.com/things",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
          requestBody: null,
          responses: { "200": { "application/json": { $ref: "#/definitions/thing" } }, "404": {} },
        },
      },
      definitions: {
        part: { type: "string" },
        thing: {
          type: "object",
          properties: {
            description: { anyOf: [{ type: "string" }, { type: "null" }] },
            part: { $ref: "#/definitions/part" },
          },
        },
      },
    });
  });

  test("refuses an operation that GitHub does not have", () => {
    expect(() => extract("1.0.0", document, ["things/eat"])).toThrow("no operation things/eat");
  });
});
