import type { Socket } from "node:net";

/** What `onIncoming` returns where the rest of a connection is not HTTP: Node's parser stops behind the request. */
const NOT_HTTP = 2;

/**
 * Leaves everything unparsed that a connection sends after the present request. Node parses all that it has read from
 * a connection, 64 KiB, before it does anything else, and creates objects of about 3 KB for each of up to 2,500 requests,
 * even once the connection is destroyed, which makes them live until the event loop's turn ends. Nothing public stops it;
 * its own server stops it like this where a request asks for an upgrade.
 *
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js `parserOnIncoming`
 * @returns whether this version of Node can
 */
export function stopParsing(socket: Socket): boolean {
  if (!("parser" in socket)) return false;
  const { parser } = socket;
  // A connection that is gone has none.
  if (typeof parser !== "object" || parser === null || !("onIncoming" in parser)) return false;
  parser.onIncoming = () => NOT_HTTP;
  return true;
}
