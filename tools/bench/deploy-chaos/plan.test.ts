import { expect, test } from "@jest/globals";
import { killPlan, troublePlan } from "./plan.ts";

const REACHED = new Map([
  ["stop", new Set(["write.commit", "stop.look"])],
  ["deploy", new Set(["write.commit", "sync.request"])],
  ["no scenario of ours", new Set(["stop.think"])],
]);

test("servers die before and after each step, in the first scenario that comes through it", () => {
  const { plans } = killPlan(["stop.look", "write.commit"], REACHED);
  expect(plans.map(({ scenario, kills }) => [scenario.name, kills])).toEqual([
    [
      "stop",
      [
        { step: "stop.look", when: "before" },
        { step: "stop.look", when: "after" },
      ],
    ],
    [
      "deploy",
      [
        { step: "write.commit", when: "before" },
        { step: "write.commit", when: "after" },
      ],
    ],
  ]);
});

test("a step that no scenario comes through has a reason, or is told apart", () => {
  const { plans, left } = killPlan(["folder.lock", "stop.think", "sync.request"], REACHED);
  expect(plans.map(({ title }) => title)).toEqual([
    "killed before sync.request, after sync.request (deploy)",
  ]);
  expect(left).toEqual([
    ["folder.lock", expect.stringContaining("PGlite")],
    ["stop.think", undefined],
  ]);
});

test("each trouble comes alone, and with kills that a seed chooses, the same each time", () => {
  const [first, second] = [troublePlan([1, 2], REACHED), troublePlan([1, 2], REACHED)];
  const titles = first.map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith("Slack answers 429 for a minute"))).toEqual([
    "Slack answers 429 for a minute",
    "Slack answers 429 for a minute, servers killed, seed 1",
    "Slack answers 429 for a minute, servers killed, seed 2",
  ]);
  expect(new Set(titles).size).toBe(titles.length);
  const kills = first.map((one) => one.kills);
  expect(kills).toEqual(second.map((one) => one.kills));
  const steps = kills.flat().map(({ step }) => step);
  expect(new Set(steps)).toEqual(new Set(["write.commit", "sync.request"]));
  expect(kills.filter((all) => all.length === 0)).toHaveLength(titles.length / 3);
});

test("in a scenario that is to be whole, servers die at each of its steps, at some of them in each play", () => {
  const own = Array.from({ length: 7 }, (_, index) => `act.${index}`);
  const reached = new Map([
    ["deploy", new Set(own)],
    ["two Fluxes: approved", new Set(own.slice(1))],
    ["two Fluxes: the second fails", new Set(own)],
  ]);
  const { plans } = killPlan([...own, "folder.lock"], reached);
  const whole = plans.filter(({ scenario }) => scenario.name === "two Fluxes: approved");
  expect(
    whole.map(({ kills, isExact }) => [kills.map(({ step, when }) => `${when} ${step}`), isExact]),
  ).toEqual([
    [["before act.1", "after act.1", "before act.3", "after act.3", "before act.5", "after act.5"], false],
    [["before act.2", "after act.2", "before act.4", "after act.4", "before act.6", "after act.6"], false],
  ]);
  expect(plans).toHaveLength(own.length + whole.length);
});
