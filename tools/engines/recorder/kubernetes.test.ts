import { expect, test } from "@jest/globals";
import type { KubernetesExchange } from "@release-channels/sandbox";
import { askStandIn, recordedAnswers } from "./kubernetes-answers.ts";
import { differencesOf, KNOWN, type KnownDifference } from "./kubernetes.ts";

test("the sandbox's API server answers as a real one did", async () => {
  const real = recordedAnswers();
  const standIn = await askStandIn();
  expect(standIn.map(({ name }) => name)).toEqual(real.map(({ name }) => name));
  expect(differencesOf(real, standIn)).toEqual([]);
  // Each of the listed ones is one, and nothing else is.
  const unlisted = differencesOf(real, standIn, []);
  expect(unlisted.length).toBeGreaterThanOrEqual(KNOWN.length);
  expect(unlisted.filter((line) => !KNOWN.some(({ question }) => line.startsWith(`${question}: `)))).toEqual(
    [],
  );
});

const exchange = (body: unknown, more: Partial<KubernetesExchange> = {}): KubernetesExchange => ({
  name: "get",
  status: 200,
  type: "application/json",
  body,
  ...more,
});
const object = (uid: string, resourceVersion: string, colour = "red") => ({
  metadata: { uid, resourceVersion, creationTimestamp: "2026-11-30T10:00:00Z" },
  data: { colour },
});
const listed: KnownDifference = {
  question: "get",
  field: "body.data",
  reason: "Colours are a matter of taste.",
};

test("ids, versions and times are no differences, and their order is", () => {
  const differences = (theirs: readonly unknown[], ours: readonly unknown[]): readonly string[] =>
    differencesOf(
      theirs.map((body, at) => exchange(body, { name: `get ${at}` })),
      ours.map((body, at) => exchange(body, { name: `get ${at}` })),
      [],
    );
  expect(differences([object("a", "7"), object("b", "9")], [object("x", "1"), object("y", "2")])).toEqual([]);
  expect(differences([object("a", "7"), object("a", "9")], [object("x", "1"), object("x", "1")])).toEqual([
    'get 1: body.metadata.resourceVersion is "version 2", and the stand-in\'s "version 1"',
  ]);
  expect(differences([object("a", "7"), object("a", "7")], [object("x", "1"), object("y", "1")])).toEqual([
    'get 1: body.metadata.uid is "id 1", and the stand-in\'s "id 2"',
  ]);
});

test("statuses, types and values are compared, but for what is listed", () => {
  const theirs = [exchange(object("a", "1"))];
  const ours = [exchange(object("a", "1", "blue"), { status: 201, type: "text/plain" })];
  const [status, type, colour, ...more] = differencesOf(theirs, ours, []);
  expect(status).toBe("get: status is 200, and the stand-in's 201");
  expect(type).toBe("get: type is application/json, and the stand-in's text/plain");
  expect(colour).toBe('get: body.data.colour is "red", and the stand-in\'s "blue"');
  expect(more).toEqual([]);
  expect(differencesOf(theirs, ours, [listed])).toEqual([status, type]);
});

test("what is listed and differs nowhere is told, and so is a question that was not asked", () => {
  const theirs = [exchange(object("a", "1"))];
  expect(differencesOf(theirs, theirs, [listed])).toEqual([
    "get: body.data differs nowhere: take it off the list.",
  ]);
  expect(differencesOf(theirs, [], [])).toEqual(["get: it was not asked of the stand-in"]);
});
