import { fileURLToPath } from "node:url";
import { eventually, startProcess, type ServerProcess } from "../../../lib/http/testing/server-process.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** The release API in its own process. */
export interface ReleaseApiProcess extends ServerProcess {
  /** Waits for a health status. */
  readonly healthy: (is: (health: Health) => boolean) => Promise<Health>;
}

export interface Health {
  readonly status: string;
  readonly version: string | null;
  readonly releases: number;
  readonly problems: readonly { readonly message: string; readonly position?: { readonly line: number } }[];
  readonly followed: { readonly commit: string | null; readonly problem: string | null } | null;
}

/** Starts the release API on a free port and waits until it listens. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<ReleaseApiProcess> {
  const server = await startProcess(MAIN, env);
  let health: Health | undefined;
  return {
    ...server,
    healthy: (is) =>
      eventually(
        async () => {
          health = (await (await server.get("/v1/health")).json()) as Health;
          return is(health) ? health : undefined;
        },
        () => `the health stayed ${JSON.stringify(health)}`,
      ),
  };
}
