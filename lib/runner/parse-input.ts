import { parseRepositoryName, type RepositoryName } from "../github/repository.ts";
import { didYouMeanRepository } from "../names/nearest-repository.ts";
import { InputError } from "./input-error.ts";

/** Formats that the inputs of several actions share. Each function throws an InputError that names the input. */

/** `owner/name` */
export function parseRepository(input: string, text: string): RepositoryName {
  const name = parseRepositoryName(text);
  if (name === undefined)
    throw new InputError(input, text, `owner/name is allowed${didYouMeanRepository(text)}.`);
  return name;
}

/** A full commit id. @returns the id in lower case */
export function parseSha(input: string, text: string): string {
  if (!/^[0-9a-f]{40}$/i.test(text)) {
    throw new InputError(input, text, "give all 40 hexadecimal digits of the commit's sha.");
  }
  return text.toLowerCase();
}

/** A numeric GitHub id. @param allowed where to find it: `the number at the end of the page's address` */
export function parseId(input: string, text: string, allowed: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InputError(input, text, `${allowed} is allowed.`);
  return Number(text);
}

/**
 * A web address with its scheme, which everyone who sees the repository may read.
 * @returns the address in ASCII, as GitHub requires
 */
export function parseUrl(input: string, text: string): string {
  const address = /^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined) {
    throw new InputError(input, text, "give an address with https://, such as https://app.example.org.");
  }
  if (address.username !== "" || address.password !== "") {
    throw new InputError(
      input,
      undefined,
      "it contains a user name or a password, which everyone could read: give the address without them.",
    );
  }
  return /^[\u0021-\u007E]+$/.test(text) ? text : address.href;
}
