import { fullName, nameKey } from "../../../lib/github/repository.ts";
import { json } from "../../../lib/http/answers.ts";
import { catalogFor, type Catalog } from "../views/catalog.ts";
import type { ApiEndpoint } from "./endpoint.ts";

/** `GET /v1/locks` */
export const locks: ApiEndpoint = {
  method: "GET",
  url: "/v1/locks",
  isShared: true,
  id: "listLocks",
  summary: "What holds deploys: locks, freezes and pins",
  description: "As the release repository has them, past and coming ones too; of configs that you may see.",
  answers: { 200: json("locks", "all of them.") },
  async answer(world, viewer) {
    const catalog = await catalogFor(world, viewer);
    const releases = nameKey(fullName(world.settings.releases.repository));
    return { body: holdsIn(catalog, catalog.entries.length > 0 || catalog.readable.has(releases)) };
  },
};

/** @param isConcerned whether the viewer sees what concerns no config in particular: strangers do not */
function holdsIn({ state, entries }: Catalog, isConcerned: boolean): object {
  const seen = new Set(entries.map(({ name }) => name));
  const isSeen = ({ config }: { readonly config?: string | undefined }): boolean =>
    config === undefined ? isConcerned : seen.has(config);
  const { database, policy } = state;
  return {
    locks: state.locks.filter(isSeen).map(({ config, channel, owner, reason, at, until }) => ({
      config,
      channel,
      owner,
      reason,
      at,
      until,
    })),
    freezes: (policy.freezes ?? [])
      .map(({ container: config, channel, by, reason, from, until, weekly }) => ({
        config,
        channel,
        by,
        reason,
        from,
        until,
        weekly,
      }))
      .filter(isSeen),
    pins: database.releases
      .flatMap(({ container: config, channel, pinned }) => {
        if (pinned === undefined) return [];
        const { by, reason, until } = pinned;
        return [{ config, channel, by, reason, until }];
      })
      .filter(isSeen),
  };
}
