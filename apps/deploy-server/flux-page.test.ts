import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CHANNELS, CHART, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { signIn } from "./testing/sign-in.ts";

let world: FluxWorld;
beforeAll(async () => {
  world = await startFluxWorld();
  world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2" });
});
afterAll(() => world.stop());

/** The cells of a row of the first table, as people read them. */
const cellsOf = (row: string): readonly string[] =>
  [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) =>
    cell
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );

test("the first page has a row for each app and a column for each channel, with the version that is there", async () => {
  await world.live(await world.ask("/deploy my-app 1.4.2 to qa", "my-app"));
  const page = await (await signIn(world.url, "alice")).get("/");
  expect(page.status).toBe(200);
  const rows = [...(await page.text()).matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) => cellsOf(row));
  expect(rows[0]).toEqual(["Config", ...CHANNELS]);
  const [name, ...versions] = rows[1] ?? [];
  expect(name).toContain("my-app");
  expect(versions.map((cell) => /\d+\.\d+\.\d+/.exec(cell)?.[0])).toEqual([
    "1.4.1",
    "1.4.2",
    "1.4.1",
    "1.4.1",
  ]);
});
