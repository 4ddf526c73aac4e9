import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { environment } from "../action.ts";

/** The logins of this machine's user, where docker keeps them. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth: string }>>;
}

const path = (): string => join(environment("HOME"), ".docker", "config.json");

async function read(): Promise<DockerConfig> {
  try {
    const config: DockerConfig = JSON.parse(await readFile(path(), "utf8"));
    return config;
  } catch {
    return {};
  }
}

async function write(auths: DockerConfig["auths"]): Promise<void> {
  await mkdir(dirname(path()), { recursive: true });
  await writeFile(path(), `${JSON.stringify({ auths }, null, 2)}\n`);
}

export async function logIn(registry: string, username: string, password: string): Promise<void> {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  await write({ ...(await read()).auths, [registry]: { auth } });
}

export async function logOut(registry: string): Promise<void> {
  const { [registry]: _, ...others } = (await read()).auths ?? {};
  await write(others);
}

export async function isLoggedIn(registry: string): Promise<boolean> {
  return (await read()).auths?.[registry] !== undefined;
}
