import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, until, type Processes } from "./processes.ts";

/** Starts Debian's docker-registry, which anybody may write to. @returns `127.0.0.1:PORT` */
export async function startRegistry(processes: Processes): Promise<string> {
  const folder = join(processes.folder, "registry");
  mkdirSync(folder, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  // JSON is YAML.
  const config = {
    version: 0.1,
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: address },
  };
  writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
  processes.start({
    name: "registry",
    command: "docker-registry",
    args: ["serve", join(folder, "config.yml")],
  });
  await until(processes, "the registry serves", async () =>
    (await fetch(`http://${address}/v2/`)).ok ? true : undefined,
  );
  return address;
}
