import { register, type Registration } from "./registration.ts";
import type { World } from "./world.ts";

/** Registers a repository and waits until what it says is applied and healthy. */
export async function registerWell(world: World, registration: Registration): Promise<void> {
  await register(world, [registration]);
  await untilWell(world, registration.name);
}

/** Waits until an Application is in sync and healthy. */
export async function untilWell(world: World, name: string): Promise<void> {
  await world.until(`${name} is well`, async () => {
    const { sync, health } = (await world.argoCd.application(name))?.status ?? {};
    return sync?.status === "Synced" && health?.status === "Healthy" ? true : undefined;
  });
}
