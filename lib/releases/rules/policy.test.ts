import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Policy } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { isPromotionOnly, OPEN_POLICY, parsePolicy, provenanceRequired, rulesOf } from "./policy.ts";

const parse = (text: string) => () => parsePolicy(text, "db/policy.json");
const text = (fields: object): string => JSON.stringify({ version: 1, ...fields });

describe("parsing a policy", () => {
  test("takes a whole one", () => {
    const policy: Policy = {
      $schema: "./policy.schema.json",
      version: 1,
      channels: ["dev", "prod"],
      allow_unlisted: false,
      allow_manual: true,
      containers: {
        "my-app": {
          repository: { name: "acme/my-app", id: 123 },
          image: "ghcr.io/acme/my-app",
          refs: { dev: ["**"], prod: [] },
        },
        free: {},
      },
      freezes: [
        { channel: "prod", reason: "release week", by: "alice", until: "2026-12-01T00:00:00Z" },
        { channel: "dev", container: "my-app", reason: "incident 42", by: "bob" },
      ],
      provenance: ["prod"],
      promotion_only: ["prod"],
    };
    expect(parse(JSON.stringify(policy))()).toEqual(policy);
  });

  test.each([
    // Saturday begins in Berlin an hour before it does in UTC.
    ["2026-12-07T00:00:00Z", "2026-12-11T23:00:01Z"],
    ["2026-12-13T22:59:59Z", "2026-12-14T12:00:00Z"],
    ["2026-12-07T00:00:00Z", "2026-12-15T00:00:00Z"],
    ["2026-12-07T00:00:00Z", "2027-12-15T00:00:00Z"],
  ])("takes a weekend's freeze from %s to %s, which applies at least for a second", (from, until) => {
    const weekly = { days: ["sat", "sun"], time_zone: "Europe/Berlin" };
    const freeze = { channel: "prod", reason: "x", by: "alice", from, until, weekly };
    expect(parse(text({ freezes: [freeze] }))().freezes).toEqual([freeze]);
  });

  test("takes any that is legal", () => {
    fc.assert(
      fc.property(arbitrary.policy, (policy) => {
        expect(parse(JSON.stringify(policy))()).toEqual(policy);
      }),
    );
  });

  test("takes one that says nothing", () => {
    expect(parse('{ "version": 1 }')()).toEqual(OPEN_POLICY);
  });
});

describe("parsing refuses, with line and column,", () => {
  test.each([
    ["no JSON", '{\n  "version": 1,\n}', "db/policy.json:3:1: not JSON: property name expected"],
    ["nothing at all", "", "db/policy.json:1:1: not JSON: the file is empty"],
    ["a list", "[]", "db/policy.json:1:1: it is a list of 0, but must be a policy"],
    ["no version", "{}", "db/policy.json:1:1: it lacks version"],
    ["another version", '{ "version": 2 }', "db/policy.json:1:14: version is 2, but must be 1"],
    [
      "a field with a typo",
      '{\n  "version": 1,\n  "allow_unlisetd": false\n}',
      "db/policy.json:3:21: allow_unlisetd is unknown (did you mean allow_unlisted?); known fields are $schema, version, channels, allow_unlisted, allow_manual, containers, freezes, provenance, events, promotion_only",
    ],
    [
      "a field with a typo, and what the rest contradicts",
      text({ channels: ["dev"], allow_unlisetd: false, provenance: ["prod"] }),
      "provenance[0] names the channel prod, which is not in channels: dev",
    ],
    [
      "a rule with a typo",
      text({ containers: { "my-app": { repo: "acme/my-app" } } }),
      "containers.my-app.repo is unknown; known fields are repository, image, refs",
    ],
    [
      "a field of a freeze with a typo",
      text({ freezes: [{ channel: "prod", reason: "x", by: "alice", untill: "2026-12-01T00:00:00Z" }] }),
      "freezes[0].untill is unknown (did you mean until?); known fields are channel, container, reason, by, from, until, weekly",
    ],
    [
      "a freeze that ends as it begins",
      text({
        freezes: [
          {
            channel: "prod",
            reason: "x",
            by: "alice",
            from: "2026-12-07T00:00:00Z",
            until: "2026-12-07T00:00:00Z",
          },
        ],
      }),
      "freezes[0].until is 2026-12-07T00:00:00Z, which is not after its from, 2026-12-07T00:00:00Z: it would never apply",
    ],
    [
      "a weekend's freeze from Monday to Saturday",
      text({
        freezes: [
          {
            channel: "prod",
            reason: "x",
            by: "alice",
            from: "2026-12-07T00:00:00Z",
            until: "2026-12-11T23:00:00Z",
            weekly: { days: ["sat", "sun"], time_zone: "Europe/Berlin" },
          },
        ],
      }),
      "freezes[0].weekly.days is sat, sun, but no such time lies between its from, 2026-12-07T00:00:00Z, and its until, 2026-12-11T23:00:00Z: it would never apply",
    ],
    [
      "a container that cannot be",
      text({ containers: { "My App": {} } }),
      'db/policy.json:1:37: containers.My App is "My App", but must be lower-case letters and digits, with . _ - between them, at most 128 characters',
    ],
    [
      "a container named like a part of JavaScript",
      '{ "version": 1, "containers": { "__proto__": {} } }',
      'containers.__proto__ is "__proto__", but must be lower-case',
    ],
    [
      "a channel that cannot be",
      text({ containers: { a: { refs: { PROD: ["main"] } } } }),
      'containers.a.refs.PROD is "PROD", but must be lower-case',
    ],
    [
      "one pattern that is no list",
      text({ containers: { a: { refs: { prod: "main" } } } }),
      'containers.a.refs.prod is "main", but must be a list of ref patterns',
    ],
    [
      "an image with a tag",
      text({ containers: { a: { image: "ghcr.io/acme/a:v1" } } }),
      `containers.a.image is "ghcr.io/acme/a:v1", but must be an image's name without tag`,
    ],
    [
      "a repository without owner",
      text({ containers: { a: { repository: { name: "a" } } } }),
      'containers.a.repository.name is "a", but must be owner/name',
    ],
    [
      "a repository's address",
      text({ containers: { a: { repository: { name: "acme/a.git" } } } }),
      'containers.a.repository.name is "acme/a.git", but must be owner/name (did you mean acme/a?)',
    ],
    [
      "a repository's id in quotes",
      text({ containers: { a: { repository: { name: "acme/a", id: "123" } } } }),
      'containers.a.repository.id is "123", but must be a whole number from 1',
    ],
    ["true in quotes", text({ allow_unlisted: "false" }), 'allow_unlisted is "false", but must be true'],
    ["no channels", text({ channels: [] }), "channels is a list of 0, but must be a list of channels"],
    [
      "a freeze without a reason",
      text({ freezes: [{ channel: "prod", by: "alice" }] }),
      "freezes[0] lacks reason",
    ],
    [
      "a freeze with an empty reason",
      text({ freezes: [{ channel: "prod", by: "alice", reason: " " }] }),
      'freezes[0].reason is " ", but must be a text',
    ],
    [
      "an end that is no time",
      text({ freezes: [{ channel: "prod", by: "alice", reason: "x", until: "tomorrow" }] }),
      'freezes[0].until is "tomorrow", but must be a time in UTC',
    ],
    [
      "an end that no calendar has",
      text({ freezes: [{ channel: "prod", by: "alice", reason: "x", until: "2026-02-30T00:00:00Z" }] }),
      "freezes[0].until is 2026-02-30T00:00:00Z, a date that does not exist",
    ],
    [
      "a name that is there twice",
      '{ "version": 1, "containers": {\n  "a": { "image": "x" },\n  "a": {} } }',
      'db/policy.json:3:3: the key "a" is here twice: keep one',
    ],
    [
      "a channel that is there twice",
      text({ channels: ["dev", "prod", "dev"] }),
      "channels[2] repeats dev, which is channels[0]: keep one",
    ],
    [
      "refs of a channel that is not there",
      text({ channels: ["dev", "prod"], containers: { a: { refs: { prdo: ["main"] } } } }),
      "containers.a.refs.prdo names the channel prdo, which is not in channels: dev, prod",
    ],
    [
      "a freeze of a channel that is not there",
      text({ channels: ["dev"], freezes: [{ channel: "prod", by: "alice", reason: "x" }] }),
      "freezes[0].channel names the channel prod, which is not in channels: dev",
    ],
    [
      "provenance of a channel that is not there",
      text({ channels: ["dev"], provenance: ["prod"] }),
      "provenance[0] names the channel prod, which is not in channels: dev",
    ],
    [
      "promotions to a channel that is not there",
      text({ channels: ["dev", "prod"], promotion_only: ["prdo"] }),
      "promotion_only[0] names the channel prdo, which is not in channels: dev, prod",
    ],
    [
      "promotions to the first channel",
      text({ channels: ["dev", "prod"], promotion_only: ["prod", "dev"] }),
      "promotion_only[1] is dev, the first channel, which no promotion can reach",
    ],
    [
      "a channel alone, which is no list",
      text({ promotion_only: "prod" }),
      'promotion_only is "prod", but must be a list of channels that take releases by promotion only',
    ],
    [
      "a freeze of a container that may not be",
      text({ allow_unlisted: false, freezes: [{ channel: "dev", container: "a", by: "b", reason: "x" }] }),
      "freezes[0].container is a, which containers does not list",
    ],
  ])("%s", (_name, source, message) => {
    expect(parse(source)).toThrow(message);
  });
});

test("a container named like what every object has is listed only where it is", () => {
  expect(rulesOf({ version: 1, containers: {} }, "constructor")).toBeUndefined();
  expect(rulesOf({ version: 1, containers: { constructor: { image: "a" } } }, "constructor")).toEqual({
    image: "a",
  });
});

test.each([
  [undefined, false],
  [[], false],
  [["prod"], true],
  [["dev"], false],
  [["stage", "prod"], true],
  [["dev", "prod-eu", "pro"], false],
] as const)("provenance of %j: required of prod is %j", (provenance, required) => {
  const policy: Policy = { version: 1, ...(provenance !== undefined && { provenance: [...provenance] }) };
  expect(provenanceRequired(policy, { container: "api", channel: "prod" })).toBe(required);
});

test.each([
  [undefined, false],
  [[], false],
  [["stage", "prod"], true],
  [["stage"], false],
] as const)("promotion_only of %j: prod takes nothing else: %j", (promotion_only, only) => {
  const policy: Policy = {
    version: 1,
    ...(promotion_only !== undefined && { promotion_only: [...promotion_only] }),
  };
  expect(isPromotionOnly(policy, { channel: "prod" })).toBe(only);
});
