import { reaches } from "../../apps.ts";
import { notFound } from "../../errors.ts";
import type { Installation } from "../../model.ts";
import { belowRepository, movedAnswer } from "../../rename.ts";
import { appShape, installationShape } from "../../shapes/app.ts";
import { paginate } from "../pagination.ts";
import type { AppRequest, AppRoute } from "./route.ts";

export const getAuthenticatedApp: AppRoute = {
  operation: "apps/get-authenticated",
  query: [],
  answer: ({ world, app }) => ({
    status: 200,
    body: { ...appShape(world, app), installations_count: world.apps.installationsOf(app).length },
  }),
};

export const listInstallations: AppRoute = {
  operation: "apps/list-installations",
  query: ["per_page", "page"],
  answer({ world, app, url }) {
    const { items, headers } = paginate(world.apps.installationsOf(app), url);
    return {
      status: 200,
      headers,
      body: items.map((installation) => installationShape(world, installation)),
    };
  },
};

export const getInstallation: AppRoute = {
  operation: "apps/get-installation",
  query: [],
  answer({ world, app, params }) {
    const installation = world.apps.installation(Number(params["installation_id"]));
    return shown(world, installation?.app.id === app.id ? installation : undefined);
  },
};

export const getRepositoryInstallation: AppRoute = {
  operation: "apps/get-repo-installation",
  query: [],
  answer({ world, app, params, url }) {
    const name = `${params["owner"]}/${params["repo"]}`;
    const moved = movedAnswer(world, name, { method: "GET", asked: belowRepository(url) });
    if (moved !== undefined) throw moved;
    const repository = world.repositories.find(name);
    const installations = world.apps.installationsOf(app);
    return shown(
      world,
      repository && installations.find((installation) => reaches(installation, repository.info)),
    );
  },
};

export const getOrganizationInstallation: AppRoute = {
  operation: "apps/get-org-installation",
  query: [],
  answer({ world, app, params }) {
    const account = params["org"] ?? "";
    const isOrganization = world.accounts.typeOf(account) === "Organization";
    return shown(world, isOrganization ? world.apps.of(app, account) : undefined);
  },
};

export const getUserInstallation: AppRoute = {
  operation: "apps/get-user-installation",
  query: [],
  answer: ({ world, app, params }) => shown(world, world.apps.of(app, params["username"] ?? "")),
};

/** @throws Refusal 404 where the App is not installed */
function shown(
  world: AppRequest["world"],
  installation: Installation | undefined,
): { readonly status: number; readonly body: unknown } {
  if (installation === undefined) throw notFound();
  return { status: 200, body: installationShape(world, installation) };
}
