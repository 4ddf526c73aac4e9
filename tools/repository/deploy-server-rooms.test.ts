import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

const SERVER = "apps/deploy-server";

/**
 * The deploy server's folders, from those that know no other to those that know all below them: each imports from folders
 * that stand before it, and from none after it.
 */
const ROOMS = [
  "github",
  "registry",
  "engines",
  "targets",
  "people",
  "messages",
  "requests",
  "slack",
  "webhooks",
  "syncs",
  "dispatches",
  "worker",
  "views",
  "http",
  "api",
  "pages",
];

/** An import from one folder to another. */
interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const arrows = globSync(`${SERVER}/**/*.ts`)
  .filter((file) => !/\.test\.ts$|\/testing\/|[/-]testing\.ts$/.test(file))
  .flatMap((file) => arrowsIn(file, readFileSync(file, "utf8")));

/** Types count as well: whoever reads a file has to know what they are. */
function arrowsIn(file: string, code: string): readonly Arrow[] {
  const imports = [...code.matchAll(/^(?:import|export|\}) [^;]*?from "(\.[^"]+)";$/gm)];
  return imports.flatMap(([, name = ""]) => {
    const [from, to] = [roomOf(file), roomOf(join(dirname(file), name))];
    return from === undefined || to === undefined || from === to ? [] : [{ file, from, to }];
  });
}

/** Undefined for what is in no folder, and for what is not the server's. */
function roomOf(file: string): string | undefined {
  const [room, ...rest] = relative(SERVER, file).split("/");
  return room === ".." || rest.length === 0 ? undefined : room;
}

const isUpward = ({ from, to }: Arrow): boolean => ROOMS.indexOf(to) >= ROOMS.indexOf(from);

test("every folder has its place", () => {
  expect([...new Set(arrows.flatMap(({ from, to }) => [from, to]))].toSorted()).toEqual(ROOMS.toSorted());
  expect(arrows.length).toBeGreaterThan(60);
});

test("imports point in one direction", () => {
  expect(arrows.filter(isUpward)).toEqual([]);
});

test.each([
  ["people/judge.ts", 'import { write } from "../worker/write.ts";'],
  ["messages/card.ts", 'import type { Asked } from "../slack/reply.ts";'],
  ["slack/form/check.ts", 'import {\n  resolve,\n} from "../../worker/resolve.ts";'],
  ["targets/artifact.ts", 'export type { Judged } from "../people/judge.ts";'],
])("%s could not: %j", (file, code) => {
  expect(arrowsIn(`${SERVER}/${file}`, code).filter(isUpward)).toHaveLength(1);
});
