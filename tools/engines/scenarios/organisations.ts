import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";

const ours = { name: "ours", fullName: "acme/ours" };
const theirs = { name: "theirs", fullName: "globex/theirs" };
const manifest = (name: string, tag: number): Record<string, string> => ({
  [`k8s/${name}.yaml`]: deployment({ name, image: `ghcr.io/acme/${name}:${tag}` }),
});

export const organisations: Scenario = {
  name: "organisations",
  shows: "two organisations are told by the App's installation in each, and neither by the other's",
  run: async (world) => {
    const both = [ours, theirs];
    await register(
      world,
      both.map((one) => ({ ...one, files: manifest(one.name, 1) })),
    );
    for (const one of both) {
      const sha = await change(world, one.fullName, manifest(one.name, 2));
      await expectShown(world, { ...shownOf(one), sha }, SUCCEEDS);
    }
    const { github, installation } = world.hub;
    const asked = github.requests.filter(
      ({ operation }) => operation === "apps/create-installation-access-token",
    );
    for (const account of ["acme", "globex"]) {
      const path = `/app/installations/${installation(account).id}/access_tokens`;
      assert.ok(
        asked.some((request) => request.path.endsWith(path)),
        `nobody asked for a token of ${account}`,
      );
    }
  },
};
