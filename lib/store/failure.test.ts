import { describe, expect, test } from "@jest/globals";
import { isPassing, violatedConstraint } from "./failure.ts";

const coded = (code: string, message = "x") => Object.assign(new Error(message), { code });

describe("what passes by itself", () => {
  test.each([
    ["a connection that PostgreSQL closes as it stops", coded("57P01")],
    ["a server that starts up", coded("57P03")],
    ["too many connections", coded("53300")],
    ["a full disk", coded("53100")],
    ["a statement that took too long", coded("57014")],
    ["a transaction that was idle for too long", coded("25P03")],
    ["a deadlock", coded("40P01")],
    ["a refused connection", coded("ECONNREFUSED")],
    ["refused on each address of a name", new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")])],
    ["a cut connection", new Error("Connection terminated unexpectedly")],
    ["no free connection in time", new Error("timeout exceeded when trying to connect")],
    ["one of these below another", new Error("could not save", { cause: coded("08006") })],
  ])("%s", (_what, error) => {
    expect(isPassing(error)).toBe(true);
  });

  test.each([
    ["a wrong password", coded("28P01")],
    ["a database that is not there", coded("3D000")],
    ["a column that is not there", coded("42703")],
    ["a row that is there", coded("23505")],
    ["a fault of ours", new TypeError("x is not a function")],
    ["a number that is too large", new RangeError("9007199254740993 is too large")],
    ["what is no error", "ECONNREFUSED"],
  ])("not %s", (_what, error) => {
    expect(isPassing(error)).toBe(false);
  });
});

test("the constraint that refused a row is named, of that error alone", () => {
  const refused = Object.assign(coded("23505"), { constraint: "requests_active" });
  const other = Object.assign(coded("23503"), { constraint: "requests_active" });
  expect([refused, coded("23505"), other, undefined].map(violatedConstraint)).toEqual(["requests_active", "", undefined, undefined]); // prettier-ignore
});
