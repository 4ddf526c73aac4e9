import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { knows } from "../etag.ts";
import { refuseOtherMethods } from "../methods.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A file of a page, with what it is served as. */
export interface PageFile {
  readonly name: string;
  readonly text: string;
  readonly type: string;
}

/** The files of a folder that pages are made of; what else is in it is not served. */
export function pageFiles(directory: string): readonly PageFile[] {
  return readdirSync(directory).flatMap((name) => {
    const type = TYPES[extname(name)];
    return type === undefined ? [] : [{ name, text: readFileSync(join(directory, name), "utf8"), type }];
  });
}

/** Serves a file: clients ask each time whether it has changed. */
export function serveFile(scope: FastifyInstance, url: string, { text, type }: Omit<PageFile, "name">): void {
  const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
  scope.get(url, (request, reply) => {
    reply.header("etag", etag).header("cache-control", "no-cache");
    return knows(request.headers["if-none-match"], etag)
      ? reply.code(304).send()
      : reply.type(type).send(text);
  });
  refuseOtherMethods(scope, url, ["GET", "HEAD"]);
}
