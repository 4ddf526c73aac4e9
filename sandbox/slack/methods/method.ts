import type { App } from "../model.ts";
import type { World } from "../world.ts";

/** A call of a method, after it was found that the caller may make it and that it knows its arguments. */
export interface Call {
  readonly world: World;
  readonly app: App;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One method of the Web API. */
export interface Method {
  /** `chat.postMessage` */
  readonly name: string;
  readonly token: "bot" | "app";
  /** The scope that the token must have; defaults to none. */
  readonly scope?: string;
  readonly required: readonly string[];
  /** Others that it understands; any further one is refused. */
  readonly optional: readonly string[];
  /** @returns what is answered besides `ok` */
  answer(call: Call): Readonly<Record<string, unknown>>;
}
