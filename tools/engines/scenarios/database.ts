import assert from "node:assert/strict";
import { change } from "../registration.ts";
import { createReleaseRepository } from "../release-repository.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, NOTHING, shownAt, SUCCEEDS } from "../shown.ts";
import { untilWell } from "../well.ts";

const where = {
  fullName: "acme/releases-alone",
  context: "argocd/release-database",
  environment: "release-api",
};
const database = (tag: number): string =>
  `${JSON.stringify({ version: 1, releases: [{ container: "shop", channel: "dev", image: `ghcr.io/acme/shop:${tag}` }] })}\n`;

export const databaseAlone: Scenario = {
  name: "database",
  shows:
    "with PUBLISH=false each release reaches the cluster as a ConfigMap, and GitHub shows it; a README does not",
  run: async (world) => {
    const releases = await createReleaseRepository(world, where.fullName);
    await releases.apply("project.yaml");
    await releases.apply("database.yaml");
    await untilWell(world, "release-database");
    const readme = await change(world, where.fullName, { "README.md": "More.\n" });
    for (const tag of [1, 2]) {
      const sha = await change(world, where.fullName, { "db/db.json": database(tag) });
      await expectShown(world, { ...where, sha }, SUCCEEDS);
      const found = await world.kubernetes.get<{ readonly data: Readonly<Record<string, string>> }>(
        "configmap",
        "release-database",
        "release-api",
      );
      assert.deepEqual(found?.data, { "db.json": database(tag) });
    }
    assert.deepEqual(shownAt(world, { ...where, sha: readme }), NOTHING);
    await releases.remove("database.yaml");
  },
};
