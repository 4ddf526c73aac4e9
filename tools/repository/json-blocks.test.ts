import { expect, test } from "@jest/globals";
import { parseDatabase } from "../../lib/releases/documents/database.ts";
import { readDispatch } from "../../lib/releases/documents/dispatch.ts";
import { parseLocks } from "../../lib/releases/documents/locks.ts";
import { parsePolicy } from "../../lib/releases/rules/policy.ts";
import { blocksIn, named } from "./pages.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";

/** Reads a block as what it is of, by what only that has. */
function read(place: string, text: string): unknown {
  const document = JSON.parse(text) as object;
  const has = (name: string) => Object.hasOwn(document, name);
  if (has("client_payload"))
    return readDispatch((document as { client_payload: unknown }).client_payload, ID);
  if (has("config")) return parseDatabase(`{ "version": 1, "releases": [], "configs": [${text}] }`, place);
  if (has("container") || has("dispatch_id")) return readDispatch(document, ID);
  if (has("releases")) return parseDatabase(text, place);
  if (has("locks")) return parseLocks(text, place);
  return parsePolicy(text, place);
}

test.each(named(blocksIn("json")))("%s", (_name, { place, text }) => {
  expect(read(place, text)).toBeDefined();
});

test.each([
  ['{"version": 1, "chanels": ["dev"]}', "chanels is unknown"],
  ['{"version": 1, "releases": [{}]}', "lacks container"],
  ['{"container": "my-app", "release_channel": "dev", "image": "my-app"}', "it has no tag"],
])("%s is told", (text, message) => {
  expect(() => read("page", text)).toThrow(message);
});
