import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, until, type Processes } from "./processes.ts";

export interface RegistryOptions {
  /** Of its process and folder. */
  readonly name?: string;
  /** The registry's own `auth`, of one that not everybody may read; by default anybody may even write. */
  readonly auth?: object;
  /** The name of another one, whose content it has. */
  readonly contentOf?: string;
}

/** Starts Debian's docker-registry. @returns `127.0.0.1:PORT` */
export async function startRegistry(
  processes: Processes,
  { name = "registry", auth, contentOf = name }: RegistryOptions = {},
): Promise<string> {
  const folder = join(processes.folder, name);
  mkdirSync(folder, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  // JSON is YAML.
  const config = {
    version: 0.1,
    log: { level: "warn" },
    storage: {
      filesystem: { rootdirectory: join(processes.folder, contentOf, "data") },
      delete: { enabled: true },
    },
    http: { addr: address },
    ...(auth !== undefined && { auth }),
  };
  writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
  processes.start({ name, command: "docker-registry", args: ["serve", join(folder, "config.yml")] });
  await until(processes, "the registry serves", async () => {
    const { ok, status } = await fetch(`http://${address}/v2/`);
    return ok || status === 401 ? true : undefined;
  });
  return address;
}
