import type { Socket } from "node:net";

/** How long a client may send nothing, and how long it may send at all, after the last response: as nginx's defaults. */
const SILENT_MS = 5_000;
const LONGEST_MS = 30_000;

/**
 * Lets the last response of a connection arrive though the client still sends. Node closes the connection once the
 * response is sent; where bytes of the client are unread then, the kernel resets the connection instead, and the client
 * loses whatever it has not read yet. So this only ends our side, and what arrives is thrown away until the client has
 * ended its own. Node's server calls `destroySoon` after the last response.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#lingering_close
 */
export function linger(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    // Node pauses a connection that has sent more requests than it has read responses.
    socket.resume();
    socket.setTimeout(SILENT_MS, () => void socket.destroy());
    const longest = setTimeout(() => void socket.destroy(), LONGEST_MS).unref();
    socket.once("close", () => clearTimeout(longest));
  };
}
