import type { FastifyInstance } from "fastify";
import type { World } from "./world.ts";

/** Plain pages behind the links that answers hold: a repository, a commit, a run, a file. */
export function registerPages(app: FastifyInstance, world: World): void {
  const page = (
    url: string,
    text: (repository: string, params: Readonly<Record<string, string>>) => Promise<string | undefined>,
  ): void => {
    app.get(url, async (request, reply) => {
      const params = request.params as Record<string, string>;
      const repository = world.repositories.find(`${params["owner"]}/${params["repo"]}`);
      const found = repository && (await text(repository.info.fullName, params));
      return reply
        .code(found === undefined ? 404 : 200)
        .type("text/plain; charset=utf-8")
        .send(found ?? "Not Found");
    });
  };
  page("/:owner/:repo", async (repository) => `${repository}\n`);
  page("/:owner/:repo/commit/:sha", (repository, { sha = "" }) => commitPage(world, repository, sha));
  page("/:owner/:repo/actions/runs/:run", async (repository, { run = "" }) =>
    runPage(world, repository, Number(run)),
  );
  for (const kind of ["blob", "raw"])
    page(`/:owner/:repo/${kind}/:ref/*`, (repository, { ref = "", "*": path = "" }) =>
      blobPage(world, repository, ref, path),
    );
}

async function commitPage(world: World, fullName: string, sha: string): Promise<string | undefined> {
  const repository = world.repositories.find(fullName);
  if (repository === undefined || !/^[0-9a-f]{4,40}$/.test(sha)) return undefined;
  if ((await repository.git.commit(sha)) === undefined) return undefined;
  return (await repository.git.run(["show", "--stat", "--patch", sha])).toString("utf8");
}

function runPage(world: World, fullName: string, id: number): string | undefined {
  const run = world.runs.get(id);
  if (run === undefined || run.repository.fullName !== fullName) return undefined;
  return `${run.workflowName} #${run.runNumber}: ${run.displayTitle}\n${run.conclusion ?? run.status}\n`;
}

async function blobPage(
  world: World,
  fullName: string,
  ref: string,
  path: string,
): Promise<string | undefined> {
  const repository = world.repositories.find(fullName);
  const commit = await repository?.git.refs.commitOf(ref);
  if (repository === undefined || commit === undefined) return undefined;
  const entry = await repository.git.entry(commit, path);
  return entry && (await repository.git.blob(entry.oid))?.toString("utf8");
}
