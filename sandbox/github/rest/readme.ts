import { notFound } from "../errors.ts";
import { getContent } from "./get-content.ts";
import type { RestRoute } from "./route.ts";

/** The README of the top folder; GitHub looks into `.github` and `docs`, too. */
export const getReadme: RestRoute = {
  operation: "repos/get-readme",
  permission: { name: "contents", level: "read" },
  query: ["ref"],
  async answer(request) {
    const { repository, query, caller } = request;
    const ref = query.get("ref") ?? repository.info.defaultBranch;
    const commit = await repository.git.refs.commitOf(ref, caller.asOf);
    const folder = commit === undefined ? undefined : await repository.git.entry(commit, "");
    const entries = folder === undefined ? [] : ((await repository.git.tree(folder.oid)) ?? []);
    const readme = entries.find(({ name }) => /^readme(\.(md|markdown|txt))?$/i.test(name));
    if (readme === undefined) throw notFound();
    return getContent.answer({ ...request, params: { ...request.params, path: readme.name } });
  },
};
