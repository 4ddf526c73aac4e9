import type { FastifyInstance } from "fastify";
import { Html } from "../../http/html.ts";
import { pathParams } from "../../http/request.ts";
import type { StoredRepository } from "../repositories.ts";
import { jobLogText } from "../rest/jobs.ts";
import { runLogs } from "../rest/run-logs.ts";
import type { World } from "../world.ts";
import { commitPage } from "./commit.ts";
import { deploymentsPage } from "./deployments.ts";
import { runPage } from "./run.ts";
import { repositoriesPage, repositoryPage, runsPage } from "./runs.ts";

type Show = (
  repository: StoredRepository,
  params: Readonly<Record<string, string>>,
) => Promise<Html | string | undefined> | Html | string | undefined;

/** Plain pages behind the links that answers hold; files come as they are, as text. Anyone may look. */
export function registerPages(app: FastifyInstance, world: World): void {
  const serve = (url: string, show: Show): void => {
    app.get(url, async (request, reply) => {
      const params = pathParams(request);
      const repository = world.repositories.find(`${params["owner"]}/${params["repo"]}`);
      const found = repository && (await show(repository, params));
      const type = found instanceof Html ? "text/html" : "text/plain";
      return reply
        .code(found === undefined ? 404 : 200)
        .type(`${type}; charset=utf-8`)
        .send(found instanceof Html ? found.text : (found ?? "Not Found"));
    });
  };
  app.get("/", async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(repositoriesPage(world).text),
  );
  serve("/:owner/:repo", (repository) => repositoryPage(world, repository));
  serve("/:owner/:repo/actions", (repository) => runsPage(world, repository));
  serve("/:owner/:repo/commit/:sha", (repository, { sha = "" }) => commitPage(world, repository, sha));
  serve("/:owner/:repo/deployments", (repository) => deploymentsPage(world, repository));
  serve("/:owner/:repo/actions/runs/:run", (repository, { run = "" }) =>
    runPage(world, repository, Number(run)),
  );
  app.get("/:owner/:repo/run-logs/:run", async (request, reply) => {
    const logs = runLogs(world.runs, Number(pathParams(request)["run"]));
    return logs === undefined
      ? reply.code(404).type("text/plain; charset=utf-8").send("Not Found")
      : reply.type("application/zip").send(logs);
  });
  serve("/:owner/:repo/job-logs/:job", (_repository, { job = "" }) => jobLogText(world.runs, Number(job)));
  for (const kind of ["blob", "raw"])
    serve(`/:owner/:repo/${kind}/:ref/*`, (repository, { ref = "", "*": path = "" }) =>
      blobPage(repository, ref, path),
    );
}

async function blobPage({ git }: StoredRepository, ref: string, path: string): Promise<string | undefined> {
  const commit = await git.refs.commitOf(ref);
  const entry = commit === undefined ? undefined : await git.entry(commit, path);
  return entry && (await git.blob(entry.oid))?.toString("utf8");
}
