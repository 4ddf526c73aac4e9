import { posix } from "node:path";
import type { Application } from "./application.ts";

/**
 * What an application reads of one of its repositories: the source's folder, what its own annotation names beside it,
 * and the value files that other sources take from it.
 */
export function pathsOf({ sources, manifestPaths }: Application, index: number): readonly string[] {
  const source = sources[index];
  if (source === undefined) return [];
  const { path, ref, repository, branch } = source;
  const own = path === undefined ? [] : [normalized(path)];
  const annotated =
    path === undefined || manifestPaths === undefined
      ? []
      : manifestPaths
          .split(";")
          .map((one) => (one.startsWith("/") ? normalized(one) : normalized(posix.join(path, one))));
  // A value file is found from its chart's folder, or from another source by that one's name.
  const values = sources.flatMap((reader) =>
    reader.valueFiles.flatMap((file) => {
      const [, name, rest] = /^\$([^/]+)\/(.+)$/.exec(file) ?? [];
      if (name !== undefined && rest !== undefined) return name === ref ? [normalized(rest)] : [];
      const isHere = reader.repository === repository && reader.branch === branch;
      return isHere && reader.path !== undefined && !/^https?:/.test(file)
        ? [normalized(file.startsWith("/") ? file : posix.join(reader.path, file))]
        : [];
    }),
  );
  return [...new Set([...own, ...annotated, ...values])].toSorted();
}

/** Without slashes at either end; empty for the whole repository. */
function normalized(path: string): string {
  const clean = posix.normalize(path).replaceAll(/^\/+|\/+$/g, "");
  return clean === "." ? "" : clean;
}

/** Whether a file is among what is read. */
export function isRead(paths: readonly string[], file: string): boolean {
  return paths.some((path) => path === "" || file === path || file.startsWith(`${path}/`));
}
