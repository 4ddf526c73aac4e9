import { expect, test } from "@jest/globals";
import { configFiles } from "./sync-configs.ts";

const file = (name: string) => ({
  name: `${name}.yaml`,
  blob: "b".repeat(40),
  text: `version: 1\nname: ${name}\nchannels: { dev: {} }\n`,
});

test("of more than 50 configs the first 50 are read, and the others are there and say why not", () => {
  const files = Array.from({ length: 52 }, (_, at) => file(`c${at}`));
  const read = configFiles(files, (index) => `${index}`);
  expect(read.map(({ name, configSha }) => [name, configSha])).toEqual(
    files.map((_, at) => [`c${at}`, `${at}`]),
  );
  expect(read.filter(({ document }) => document !== undefined)).toHaveLength(50);
  expect(read.slice(50).map(({ problems }) => problems)).toEqual([
    ".deploy has 52 configs, and 50 are read: keep no more",
    ".deploy has 52 configs, and 50 are read: keep no more",
  ]);
});

test("two files of one config are one, which cannot be read", () => {
  const files = [file("web"), { ...file("api"), name: "api.yml" }, file("api")];
  expect(configFiles(files, () => "1").map(({ name, problems }) => [name, problems])).toEqual([
    ["web", undefined],
    ["api", ".deploy/api.yml and .deploy/api.yaml are one config twice: keep one"],
  ]);
});
