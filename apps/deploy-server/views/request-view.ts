import type { Preview } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { nameKey } from "../../../lib/github/repository.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import type { World } from "../world.ts";
import type { Catalog } from "./catalog.ts";

/** A request as a viewer may see it. */
export interface RequestView {
  readonly request: DeployRequest;
  /** How many commits and values are left out of its preview: they are in repositories that the viewer may not read. */
  readonly hidden: number;
}

/** @returns undefined where there is none, or the viewer may not see its config */
export async function requestFor(
  world: World,
  catalog: Catalog,
  id: string,
): Promise<RequestView | undefined> {
  const stored = UUID.test(id) ? await findRequest(world.db, id) : undefined;
  return stored && seenBy(catalog, stored.request);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is asked of a catalog: which configs, and which repositories. */
interface Visible extends Pick<Catalog, "readable"> {
  readonly entries: readonly { readonly name: string }[];
}

const PARTLY_HIDDEN = "a part of what ships is in repositories that you may not read";

/** @returns undefined where the viewer may not see its config */
export function seenBy(catalog: Visible, request: DeployRequest): RequestView | undefined {
  const { target, shown } = request;
  if (!catalog.entries.some(({ name }) => name === target.config)) return undefined;
  if (shown === undefined) return { request, hidden: 0 };
  const isSeen = ({ repository }: { readonly repository: string }): boolean =>
    catalog.readable.has(nameKey(repository));
  const companions = shown.companions.filter(isSeen);
  const changes = shown.changes.filter(isSeen);
  const hidden = shown.companions.length + shown.changes.length - companions.length - changes.length;
  // What could not be found out is said in words that may name what is hidden.
  const visible: Preview =
    hidden === 0 ? shown : { ...shown, companions, changes, drift: [], unavailable: PARTLY_HIDDEN };
  return { request: { ...request, shown: visible }, hidden };
}
