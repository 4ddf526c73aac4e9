import { parseRepositoryName, type RepositoryName } from "../github/repository.ts";
import { InputError } from "./input-error.ts";

/** The forms that the inputs of several actions share. Each throws InputError, which names the input. */

/** `owner/name` */
export function parseRepository(input: string, text: string): RepositoryName {
  const name = parseRepositoryName(text);
  if (name === undefined) throw new InputError(input, text, "owner/name is allowed.");
  return name;
}

/** A full commit id. @returns it in lower case */
export function parseSha(input: string, text: string): string {
  if (!/^[0-9a-f]{40}$/i.test(text)) {
    throw new InputError(input, text, "a commit's sha has 40 hexadecimal digits.");
  }
  return text.toLowerCase();
}

/** A number that GitHub gave something. @param allowed where to find it: `the number at the end of the page's address` */
export function parseId(input: string, text: string, allowed: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InputError(input, text, `${allowed} is allowed.`);
  return Number(text);
}

/** A web address, with its scheme. @returns it in ASCII, as GitHub takes it */
export function parseUrl(input: string, text: string): string {
  const address = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined) {
    throw new InputError(
      input,
      text,
      "an address with https:// is allowed, such as https://app.example.org.",
    );
  }
  return /^[\u0021-\u007E]+$/.test(text) ? text : address.href;
}
