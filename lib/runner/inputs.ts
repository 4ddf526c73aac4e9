import { posix } from "node:path";
import * as core from "@actions/core";
import type { RepositoryName } from "../github/repository.ts";
import { InputError } from "./input-error.ts";
import { parseId, parseRepository, parseSha, parseUrl } from "./parse-input.ts";

/** A step's inputs, typed. Every method throws InputError for an invalid value. Names are those in action.yml. */
export const inputs = {
  /** @returns undefined if the input is empty */
  optional(name: string): string | undefined {
    const value = core.getInput(name);
    return value === "" ? undefined : value;
  },

  /** @param allowed what to give, for the message: `owner/name of the release repository` */
  required(name: string, allowed: string): string {
    const value = core.getInput(name);
    if (value === "") throw new InputError(name, value, `give ${allowed}.`);
    return value;
  },

  /** A file in the repository, as git names it: `./db/db.json` is `db/db.json`. @param allowed as for `required` */
  path(name: string, allowed: string): string {
    const value = inputs.required(name, allowed);
    const path = posix.normalize(value);
    if (/^(?:\/|\.\.?(?:\/|$))|\/$|\\/.test(path)) {
      throw new InputError(name, value, `give the path of a file in the repository: ${allowed}.`);
    }
    return path;
  },

  /** A branch's name: `refs/heads/main` is `main`. @param allowed as for `required` */
  branch(name: string, allowed: string): string {
    return inputs.required(name, allowed).replace(/^refs\/heads\/(?=.)/, "");
  },

  /** Masks the value in all logs from here on. */
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

  /** Distinct words, separated by commas, spaces or line breaks. @param allowed as for `required` */
  list(name: string, allowed: string): readonly string[] {
    const words = core.getInput(name).split(/[\s,]+/);
    const list = [...new Set(words.filter((word) => word !== ""))];
    if (list.length === 0) throw new InputError(name, core.getInput(name), `give ${allowed}.`);
    return list;
  },

  /** A single line, for use inside a longer message. @returns undefined if the input is empty */
  line(name: string): string | undefined {
    const value = core.getInput(name);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    if (value.length > LINE || /[\u0000-\u001F\u007F\u2028\u2029]/.test(value)) {
      throw new InputError(name, value, `one line of at most ${LINE} characters is allowed.`);
    }
    return value === "" ? undefined : value;
  },

  /** `owner/name`. @param preset used if the input is empty: the run's own repository */
  repository(name: string, preset: string): RepositoryName {
    return parseRepository(name, inputs.optional(name) ?? preset);
  },

  /** A full commit id, in lower case. @returns undefined if the input is empty */
  sha(name: string): string | undefined {
    const value = inputs.optional(name);
    return value === undefined ? undefined : parseSha(name, value);
  },

  /** A numeric GitHub id. @param allowed where to find it. @returns undefined if the input is empty */
  id(name: string, allowed: string): number | undefined {
    const value = inputs.optional(name);
    return value === undefined ? undefined : parseId(name, value, allowed);
  },

  /** A web address. @returns undefined if the input is empty */
  url(name: string): string | undefined {
    const value = inputs.optional(name);
    return value === undefined ? undefined : parseUrl(name, value);
  },

  /** One of the allowed words. */
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
