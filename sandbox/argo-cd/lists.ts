import type { Desk, DeskRequest } from "../http/desk.ts";
import { isAllowed } from "./accounts.ts";
import { selectFields } from "./fields.ts";
import type { Application } from "./model.ts";
import { knownQuery } from "./request.ts";
import type { World } from "./world.ts";

/** Serves the list of applications, and the watch; each shows what the caller may get. */
export function registerLists(desk: Desk, world: World): void {
  const seen = async (request: DeskRequest): Promise<(application: Application) => boolean> => {
    const subject = await world.accounts.identify(request.headers.authorization);
    const { searchParams } = request.url;
    const name = searchParams.get("name");
    const projects = [...searchParams.getAll("project"), ...searchParams.getAll("projects")];
    return ({ metadata, spec }) =>
      isAllowed(subject, "get", `${spec.project}/${metadata.name}`) &&
      (name === null || name === "" || name === metadata.name) &&
      (projects.length === 0 || projects.includes(spec.project));
  };
  const present = (sees: (application: Application) => boolean): Application[] =>
    [...world.applications.values()].map(({ application }) => application).filter(sees);
  desk.route({
    method: "GET",
    path: "/api/v1/applications",
    operation: "applications/list",
    answer: async (request) => {
      knownQuery(request, ["name", "project", "projects", "fields"]);
      const items = present(await seen(request)).sort((one, other) =>
        one.metadata.name.localeCompare(other.metadata.name),
      );
      const versions = [...world.applications.values()].map(({ application }) =>
        Number(application.metadata.resourceVersion),
      );
      const body = { items, metadata: { resourceVersion: String(Math.max(0, ...versions)) } };
      return { status: 200, body: selectFields(body, request.url.searchParams.get("fields")) };
    },
  });
  desk.route({
    method: "GET",
    path: "/api/v1/stream/applications",
    operation: "applications/watch",
    answer: async (request) => {
      knownQuery(request, ["name", "project", "projects", "resourceVersion"]);
      const sees = await seen(request);
      const events = present(sees).map((application) => ({ type: "ADDED" as const, application }));
      return world.watches.answer(events, request.headers.accept ?? "", ({ application }) =>
        sees(application),
      );
    },
  });
}
