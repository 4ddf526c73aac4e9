import { randomUUID } from "node:crypto";
import type { IdTokenIssuer, IdTokenJob } from "../model.ts";
import type { World } from "../world.ts";
import { claimsOf } from "./claims.ts";
import { SigningKeys } from "./signing-keys.ts";

/** Where a job requests its tokens, below the server's address; `:plan` is the job's own. */
export const REQUEST_PATH = "/_services/pipelines/idtoken/:plan";

/** GitHub's OIDC issuer: says in a signed token which job asks. */
export class Issuer implements IdTokenIssuer {
  readonly keys: SigningKeys;
  readonly #world: World;
  readonly #jobs = new Map<string, { readonly plan: string; readonly job: IdTokenJob }>();

  constructor(world: World) {
    this.#world = world;
    this.keys = new SigningKeys(world.clock);
  }

  get issuer(): string {
    return `${this.#world.url}/_services/token`;
  }

  requestFor(job: IdTokenJob): { readonly url: string; readonly token: string } {
    const plan = randomUUID();
    const token = `${randomUUID()}${randomUUID()}`.replaceAll("-", "");
    this.#jobs.set(token, { plan, job });
    const path = REQUEST_PATH.replace(":plan", plan);
    return { url: `${this.#world.url}${path}?api-version=2.0`, token };
  }

  /** @returns undefined when the token is not the one of this plan */
  jobOf(plan: string, token: string): IdTokenJob | undefined {
    const known = this.#jobs.get(token);
    return known?.plan === plan ? known.job : undefined;
  }

  mint(job: IdTokenJob, audience?: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return this.keys.sign({ ...claimsOf(this.#world, job, audience), ...claims });
  }

  rotateKey(): Promise<void> {
    return this.keys.rotate();
  }
}
