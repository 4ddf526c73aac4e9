import { step } from "../../../lib/store/step.ts";
import type { FoundImage } from "../registry/client.ts";
import { RegistryRefusal } from "../registry/session.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";

/** What a tag leads to now. @returns undefined where there is no such image. @throws Rejected */
export async function findImage({ registry }: World, image: string): Promise<FoundImage | undefined> {
  try {
    return await step("registry.find", () => registry.find(image));
  } catch (error) {
    throw error instanceof RegistryRefusal ? new Rejected("registry", error.message) : error;
  }
}
