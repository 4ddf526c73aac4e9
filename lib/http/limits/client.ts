import { isIPv6 } from "node:net";

/** How many 16-bit groups of an IPv6 address name a network; a client may use any address in its network. */
const NETWORK_GROUPS = 4;

/** The key that an address counts under: itself, or its network for IPv6. */
export function clientOf(address: string): string {
  // IPv4, in a tenth of the time: this is asked of every request.
  if (!address.includes(":")) return address;
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.split("%", 1)[0] ?? address;
  if (!isIPv6(plain)) return plain;
  const [before = "", after] = plain.split("::");
  const groups = before === "" ? [] : before.split(":");
  const behind = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? 0 : Math.max(8 - groups.length - behind.length, 0);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...behind];
  return `${all
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
