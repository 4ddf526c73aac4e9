import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { newRequest, type DeployRequest } from "../../../lib/deploys/request.ts";
import { startFluxWorld, type FluxWorld } from "../testing/flux-world.ts";
import { FairPlaces } from "./fair-places.ts";

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld();
});
afterAll(() => world.stop());

const requestTo = (channel: string): DeployRequest =>
  newRequest(
    {
      id: crypto.randomUUID(),
      target: { config: "my-app", channel },
      kind: "deploy",
      wish: { by: "version", version: "1.4.2" },
      by: { via: "api" },
      why: "",
    },
    "2026-11-30T14:00:00Z",
  );

test("a cluster that does not answer keeps its share of the places, and another one's requests go on", async () => {
  const places = new FairPlaces(2);
  const silence = Promise.withResolvers<string>();
  const begun: string[] = [];
  const drive = (channel: string, until: Promise<string>): Promise<string | undefined> =>
    places.within(world.server.world, requestTo(channel), () => {
      begun.push(channel);
      return until;
    });
  const answered = Promise.resolve("done");
  const hanging = [drive("dev", silence.promise), drive("dev", silence.promise)];
  expect(await drive("dev", answered)).toBeUndefined();
  expect(await Promise.all([drive("qa", answered), drive("prod", answered)])).toEqual(["done", "done"]);
  // What no file lists is nobody's, and its own act says so.
  expect(await drive("nowhere", answered)).toBe("done");
  expect(begun.toSorted()).toEqual(["dev", "dev", "nowhere", "prod", "qa"]);
  silence.resolve("late");
  expect(await Promise.all(hanging)).toEqual(["late", "late"]);
  expect(await drive("dev", answered)).toBe("done");
});

test("a place is given back by what fails", async () => {
  const places = new FairPlaces(1);
  const fails = places.within(world.server.world, requestTo("dev"), () =>
    Promise.reject(new Error("no answer")),
  );
  await expect(fails).rejects.toThrow("no answer");
  expect(await places.within(world.server.world, requestTo("dev"), async () => "done")).toBe("done");
});
