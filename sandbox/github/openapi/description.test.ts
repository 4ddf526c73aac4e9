import { describe, expect, test } from "@jest/globals";
import { routes, servedOperations } from "../rest/routes.ts";
import { checkAnswer } from "./check-answer.ts";
import { description } from "./description.ts";

describe("openapi.generated.json", () => {
  test("describes exactly the operations that are served", () => {
    expect(Object.keys(description().operations)).toEqual(servedOperations.toSorted());
  });

  test("describes every query parameter that is understood", () => {
    for (const { operation, query } of routes) {
      const described = description().operations[operation]?.parameters ?? [];
      const names = described.filter((parameter) => parameter.in === "query").map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...query]));
    }
  });

  test("holds every schema it refers to", () => {
    const { definitions } = description();
    const referred = [...JSON.stringify(description()).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)];
    expect(referred.length).toBeGreaterThan(0);
    expect(Object.keys(definitions)).toEqual(expect.arrayContaining(referred.map(([, name]) => name)));
  });
});

describe("every answer is checked against GitHub's description", () => {
  const get = "repos/get";
  test.each([
    ["a field is missing", get, { status: 200, body: { id: 1 } }, "must have required property"],
    ["it has another type", get, { status: 200, body: [] }, "body must be object"],
    ["the status is not described", get, { status: 418, body: {} }, "this status is not described"],
    [
      "there is a body where none belongs",
      "repos/create-dispatch-event",
      { status: 204, body: {} },
      "a body where none is described",
    ],
    [
      "the media type is another",
      get,
      { status: 200, headers: { "content-type": "text/html" }, body: {} },
      "the media type text/html is not described",
    ],
  ])("an error when %s", (_, operation, answer, message) => {
    expect(() => checkAnswer(operation, answer)).toThrow(message);
  });
});
