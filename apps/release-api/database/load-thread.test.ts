import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { afterAll, expect, test } from "@jest/globals";
import { databaseText, record } from "../testing/files.ts";
import { runLoadThread, type LoadRequest } from "./load-thread.ts";

const folder = await mkdtemp(join(tmpdir(), "load-"));
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
await writeFile(at("db.json"), databaseText([record("app", "dev", "v1")]));
await writeFile(at("latin-1.json"), Buffer.from([0xff, 0xfe, 0x80]));
await writeFile(at("policy.json"), '{ "version": 1, "chanels": [] }');

/** What the thread says of these files. */
function load(more: Partial<LoadRequest>): unknown {
  const { port1, port2 } = new MessageChannel();
  const request = { databasePath: at("db.json"), policyPath: at("none.json"), policyRequired: false };
  runLoadThread(port1, { ...request, known: undefined, ...more });
  const { message } = receiveMessageOnPort(port2) ?? {};
  port1.close();
  return message;
}

test("files that can be read are loaded, and what is loaded already is not loaded again", () => {
  const loaded = load({});
  expect(loaded).toMatchObject({ kind: "loaded", data: { version: expect.any(String) } });
  const { version } = Object(Object(loaded).data);
  expect(load({ known: version })).toEqual({ kind: "unchanged" });
});

test.each<[string, Partial<LoadRequest>, string, string]>([
  ["a database that is not there", { databasePath: at("none.json") }, "none.json", "it does not exist"],
  ["a database that is no text", { databasePath: at("latin-1.json") }, "latin-1.json", "it is not UTF-8"],
  [
    "a folder in its place",
    { databasePath: folder },
    "",
    "it cannot be read: EISDIR: illegal operation on a directory, read",
  ],
  [
    "a policy that has to be there",
    { policyRequired: true },
    "none.json",
    "it does not exist, but POLICY_PATH names it: correct POLICY_PATH, or put the file there",
  ],
  [
    "a policy that says what nobody knows",
    { policyPath: at("policy.json"), policyRequired: true },
    "policy.json",
    "chanels is unknown (did you mean channels?); known fields are",
  ],
])("%s is told once, with the file that it is about", (_what, request, name, message) => {
  const document = name === "" ? folder : at(name);
  expect(load(request)).toEqual({
    kind: "broken",
    problems: [expect.objectContaining({ document, message: expect.stringContaining(message) })],
  });
});
