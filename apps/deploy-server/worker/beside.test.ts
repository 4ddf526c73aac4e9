import { expect, test } from "@jest/globals";
import { Beside } from "./beside.ts";

test("nothing is begun where all places are taken, and whatever ends first makes room", async () => {
  const beside = new Beside(2);
  const [slow, quick] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const seen: string[] = [];
  const begin = (name: string, { promise }: PromiseWithResolvers<void>): void =>
    beside.begin(() => {
      seen.push(name);
      return promise;
    });
  const look = async (what: string, wait: () => Promise<unknown>): Promise<void> => {
    const found = await wait();
    seen.push(`${what} ${String(found)}`);
  };
  expect(await beside.room()).toBe(2);
  begin("slow", slow);
  expect(await beside.room()).toBe(1);
  begin("quick", quick);
  const waits = look("room", () => beside.room());
  await new Promise(setImmediate);
  expect(seen).toEqual(["slow", "quick"]);
  quick.resolve();
  await waits;
  expect(seen).toEqual(["slow", "quick", "room 1"]);
  const over = look("over", () => beside.ended());
  await new Promise(setImmediate);
  expect(seen).toEqual(["slow", "quick", "room 1"]);
  slow.resolve();
  await over;
  expect(await beside.room()).toBe(2);
});
