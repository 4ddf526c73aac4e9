import { InputError } from "../input-error.ts";
import { inputs } from "../inputs.ts";

/**
 * Reads the input `server`, a deploy server's address.
 * @returns without a slash at the end; undefined if the input is empty
 * @throws InputError
 */
export function serverAddress(): string | undefined {
  const value = inputs.optional("server");
  if (value === undefined) return undefined;
  const url = new URL(inputs.url("server") ?? "");
  if (url.protocol !== "https:" && !isLoopback(url)) {
    throw new InputError(
      "server",
      value,
      "the job's token would be sent unencrypted: give an address with https://.",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new InputError("server", value, "give the address without ? and #.");
  }
  return url.href.replace(/\/+$/, "");
}

/** What never leaves the machine. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
