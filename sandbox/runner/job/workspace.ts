import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The directories of one job: fresh, as on a hosted machine. */
export interface Workspace {
  readonly root: string;
  /** GITHUB_WORKSPACE */
  readonly workspace: string;
  /** RUNNER_WORKSPACE */
  readonly pipeline: string;
  /** RUNNER_TEMP */
  readonly temp: string;
  /** Where the command files are. */
  readonly fileCommands: string;
  /** RUNNER_TOOL_CACHE */
  readonly tools: string;
  /** HOME */
  readonly home: string;
  /** GITHUB_EVENT_PATH */
  readonly eventPath: string;
  /** A link to NODE_COMPILE_CACHE, where there is one. */
  readonly compileCache: string;
}

/** Makes them under `root`, with the event's file. */
export async function createWorkspace(
  root: string,
  repositoryName: string,
  payload: unknown,
): Promise<Workspace> {
  const pipeline = join(root, "work", repositoryName);
  const temp = join(root, "work", "_temp");
  const workspace: Workspace = {
    root,
    pipeline,
    workspace: join(pipeline, repositoryName),
    temp,
    fileCommands: join(temp, "_runner_file_commands"),
    tools: join(root, "tools"),
    home: join(root, "home"),
    eventPath: join(temp, "_github_workflow", "event.json"),
    compileCache: join(root, "compile-cache"),
  };
  const folders = [workspace.workspace, workspace.fileCommands, workspace.tools, workspace.home];
  await Promise.all(
    [...folders, join(temp, "_github_workflow")].map((path) => mkdir(path, { recursive: true })),
  );
  const compileCache = process.env["NODE_COMPILE_CACHE"];
  if (compileCache !== undefined) await symlink(compileCache, workspace.compileCache);
  await writeFile(workspace.eventPath, `${JSON.stringify(payload, null, 2)}\n`);
  return workspace;
}

export async function removeWorkspace({ root }: Workspace): Promise<void> {
  // A process that is just ending may still write.
  await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
