import type { FastifyReply, FastifyRequest } from "fastify";
import { headerOf } from "../../../lib/http/bodies.ts";

/** The value of a cookie; undefined where the browser has none. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const parts = (headerOf(request, "cookie") ?? "").split(";").map((part) => part.trim());
  const found = parts.find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** What a cookie is good for. */
export interface Cookie {
  readonly name: string;
  /** Letters that need no quotes. */
  readonly value: string;
  /** 0: takes it away. */
  readonly seconds: number;
}

/**
 * Sets a cookie that no script reads and no other site's form brings along.
 * @param publicUrl where browsers find the server: by https, the cookie goes nowhere else
 */
export function setCookie(reply: FastifyReply, { name, value, seconds }: Cookie, publicUrl: string): void {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  reply.header("set-cookie", `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`);
}
