import { expect, test } from "@jest/globals";
import { toSelection } from "./containers.ts";

test("containers are named, or all of them meant", () => {
  expect(toSelection("containers", ["api", "my-app"])).toEqual(["api", "my-app"]);
  expect(toSelection("containers", ["*"])).toBe("*");
  expect(toSelection("containers", ["app-*"])).toEqual(["app-*"]);
});

test.each([[["*", "api"]], [["api", "*"]], [["*", "*"]]])("%j says two things", (words) => {
  expect(() => toSelection("containers", words)).toThrow(
    `Input containers is "${words.join(", ")}": give * alone, which means all containers, or names.`,
  );
});
