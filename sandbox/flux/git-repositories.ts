import { textAt } from "../narrow.ts";
import { fetchSource } from "./sources.ts";
import type { Reconcile } from "./world.ts";

/** source-controller: fetches the branch's head, when it is asked to. */
export const reconcileRepository: Reconcile = async (world, name) =>
  fetchSource(world, name, {
    outdated: "NewRevision",
    fetch: async (object) => {
      const url = textAt(object, "spec", "url") ?? "";
      const branch = textAt(object, "spec", "ref", "branch") ?? "master";
      await world.mirrors.fetch(url);
      const commit = await world.mirrors.resolve(url, branch);
      if (commit === undefined) {
        const message = `failed to checkout and determine revision: unable to clone '${url}': couldn't find remote ref "refs/heads/${branch}"`;
        return { failure: "GitOperationFailed", message };
      }
      const revision = `${branch}@sha1:${commit}`;
      return { revision, reason: "Succeeded", message: `stored artifact for revision '${revision}'` };
    },
  });
