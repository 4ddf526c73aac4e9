import { posix } from "node:path";
import * as core from "@actions/core";
import type { RepositoryName } from "../github/repository.ts";
import { InputError } from "./input-error.ts";
import { parseId, parseRepository, parseSha, parseUrl } from "./parse-input.ts";

/** The inputs of a step, typed. Each throws InputError. Names are those of action.yml. */
export const inputs = {
  /** @returns undefined when it is not given */
  optional(name: string): string | undefined {
    const value = core.getInput(name);
    return value === "" ? undefined : value;
  },

  /** @param allowed what to write there, for the message: `owner/name of the release repository` */
  required(name: string, allowed: string): string {
    const value = core.getInput(name);
    if (value === "") throw new InputError(name, value, `give ${allowed}.`);
    return value;
  },

  /** A file of the repository, in git's own form: `./db/db.json` is `db/db.json`. @param allowed as for `required` */
  path(name: string, allowed: string): string {
    const value = inputs.required(name, allowed);
    const path = posix.normalize(value);
    if (/^(?:\/|\.\.?(?:\/|$))|\/$|\\/.test(path)) {
      throw new InputError(name, value, `the path of a file in the repository is allowed: ${allowed}.`);
    }
    return path;
  },

  /** Masked in all logs from here on. */
  secret(name: string): string | undefined {
    const value = core.getInput(name);
    if (value !== "") core.setSecret(value);
    return value === "" ? undefined : value;
  },

  flag(name: string): boolean {
    try {
      return core.getBooleanInput(name);
    } catch {
      throw new InputError(name, core.getInput(name), "true or false is allowed.");
    }
  },

  /** Words, each once, with commas, spaces or line breaks between them. @param allowed as for `required` */
  list(name: string, allowed: string): readonly string[] {
    const words = core.getInput(name).split(/[\s,]+/);
    const list = [...new Set(words.filter((word) => word !== ""))];
    if (list.length === 0) throw new InputError(name, core.getInput(name), `give ${allowed}.`);
    return list;
  },

  /** A text of one line, for a message that has others. @returns undefined when it is not given */
  line(name: string): string | undefined {
    const value = core.getInput(name);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    if (value.length > LINE || /[\u0000-\u001F\u007F\u2028\u2029]/.test(value)) {
      throw new InputError(name, value, `one line of at most ${LINE} characters is allowed.`);
    }
    return value === "" ? undefined : value;
  },

  /** `owner/name`. @param preset where nothing is given: the run's own repository */
  repository(name: string, preset: string): RepositoryName {
    return parseRepository(name, this.optional(name) ?? preset);
  },

  /** A commit's full id, in lower case. @returns undefined when it is not given */
  sha(name: string): string | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : parseSha(name, value);
  },

  /** A number that GitHub gave something. @param allowed where to find it. @returns undefined when it is not given */
  id(name: string, allowed: string): number | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : parseId(name, value, allowed);
  },

  /** A web address. @returns undefined when it is not given */
  url(name: string): string | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : parseUrl(name, value);
  },

  /** One of a few words. */
  choice<T extends string>(name: string, allowed: readonly T[]): T {
    const value = core.getInput(name);
    const chosen = allowed.find((word) => word === value);
    if (chosen === undefined) throw new InputError(name, value, `${allowed.join(" or ")} is allowed.`);
    return chosen;
  },

  /** `90s`, `10m` or `1h`, in milliseconds. */
  duration(name: string): number {
    const value = core.getInput(name);
    const [, amount, unit = ""] = /^(\d{1,6})\s*(s|m|h)$/.exec(value) ?? [];
    const milliseconds = UNITS.get(unit);
    if (amount === undefined || milliseconds === undefined) {
      throw new InputError(name, value, "a number with s, m or h is allowed, such as 90s or 10m.");
    }
    return Number(amount) * milliseconds;
  },
};

const LINE = 300;

const UNITS = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);
