import { wordIn, type Fields } from "../../../narrow.ts";
import { reaches } from "../../apps.ts";
import { notFound, Refusal, unprocessable } from "../../errors.ts";
import type { Installation, Permissions, Repository } from "../../model.ts";
import { repositoryShape } from "../../shapes/repository.ts";
import { timestamp } from "../../shapes/time.ts";
import type { World } from "../../world.ts";
import { fieldsOf, numbersField, objectField, stringsField } from "../body.ts";
import type { AppRequest, AppRoute } from "./route.ts";

const HOUR = 3_600_000;
const MAX_REPOSITORIES = 500;

const suspended = (): Refusal => new Refusal(403, "This installation has been suspended");

export const createAccessToken: AppRoute = {
  operation: "apps/create-installation-access-token",
  query: [],
  answer(request) {
    const { world, app, params, body } = request;
    const id = Number(params["installation_id"]);
    const installation = world.apps.installation(id);
    if (installation?.app.id !== app.id) throw notFound();
    if (installation.suspendedAt !== null) throw suspended();
    const fields = fieldsOf(body ?? {}, ["repositories", "repository_ids", "permissions"], []);
    const chosen = chosenRepositories(request, installation, fields);
    const permissions = chosenPermissions(installation, fields);
    const expiresAt = new Date(world.clock().getTime() + HOUR);
    const token = world.tokens.create(
      {
        actor: `${app.slug}[bot]`,
        kind: "installation",
        installationId: id,
        permissions,
        // An installation for all repositories reaches those that are created later, too.
        get repositories() {
          return (chosen ?? reachedBy(world, installation)).map(({ fullName }) => fullName);
        },
      },
      { expiresAt, refusal: () => refusalOf(world, id) },
    );
    return {
      status: 201,
      body: {
        token,
        expires_at: timestamp(expiresAt),
        permissions,
        repository_selection:
          chosen === undefined && installation.repositories === "all" ? "all" : "selected",
        ...(chosen === undefined ? {} : { repositories: chosen.map((info) => shapeOf(world, info)) }),
      },
    };
  },
};

/** The answer to a token whose installation has since been suspended or removed. */
function refusalOf(world: World, id: number): Refusal | undefined {
  const installation = world.apps.installation(id);
  if (installation === undefined) return new Refusal(401, "Bad credentials");
  return installation.suspendedAt === null ? undefined : suspended();
}

const reachedBy = (world: World, installation: Installation): readonly Repository[] =>
  world.repositories.all().filter((info) => reaches(installation, info));

function shapeOf(world: World, { fullName }: Repository): Record<string, unknown> {
  const stored = world.repositories.find(fullName);
  if (stored === undefined) throw new Error(`the repository ${fullName} is gone`);
  return repositoryShape(world, stored);
}

/** The requested repositories; undefined if none were named, which means all of the installation's. */
function chosenRepositories(
  { world }: AppRequest,
  installation: Installation,
  fields: Fields,
): readonly Repository[] | undefined {
  const names = stringsField(fields, "repositories");
  const ids = numbersField(fields, "repository_ids");
  if (names === undefined && ids === undefined) return undefined;
  if ((names?.length ?? 0) + (ids?.length ?? 0) > MAX_REPOSITORIES) {
    throw unprocessable(`You can only specify up to ${MAX_REPOSITORIES} repositories.`);
  }
  const wanted = [
    ...(names ?? []).map((name) => world.repositories.find(`${installation.account}/${name}`)?.info),
    ...(ids ?? []).map((id) => world.repositories.findById(id)?.info),
  ];
  return wanted.map((info) => {
    if (info === undefined || !reaches(installation, info)) {
      throw unprocessable(
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return info;
  });
}

const RANK = { none: 0, read: 1, write: 2 } as const;

/** @throws Refusal 422 for a permission that the installation was not granted */
function chosenPermissions({ permissions: granted }: Installation, fields: Fields): Permissions {
  const wanted = objectField(fields, "permissions");
  if (wanted === undefined) return granted;
  const chosen = Object.entries(wanted).map(([name, wish]) => {
    const level = wordIn(["read", "write"], wish);
    if (level === undefined || RANK[level] > RANK[granted[name] ?? "none"]) {
      throw unprocessable("The permissions requested are not granted to this installation.");
    }
    return [name, level] as const;
  });
  return { metadata: "read", ...Object.fromEntries(chosen) };
}
