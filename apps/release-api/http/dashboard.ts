import type { FastifyInstance } from "fastify";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import { pageFiles, serveFile } from "../../../lib/http/look/files.ts";
import { pageScope } from "../../../lib/http/look/page-scope.ts";

export interface DashboardOptions {
  /** Where the files are, its own and those of all pages; they are read once. */
  readonly directories: readonly string[];
  /** The address that links to commits begin with. */
  readonly githubUrl: string;
}

/** Serves the dashboard at `/` and its files below `/dashboard/`. */
export async function serveDashboard(
  app: FastifyInstance,
  overload: Overload,
  { directories, githubUrl }: DashboardOptions,
): Promise<void> {
  await pageScope(app, { overload, referrers: "none" }, (scope) => {
    for (const { name, text, type } of directories.flatMap(pageFiles)) {
      const url = name === "index.html" ? "/" : `/dashboard/${name}`;
      serveFile(scope, url, { text: text.replaceAll("{{github-url}}", githubUrl), type });
    }
  });
}
