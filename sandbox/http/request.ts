import type { Server } from "node:http";
import type { FastifyRequest } from "fastify";
import { textsIn } from "../narrow.ts";

/** The parts of the path that the route names. */
export const pathParams = ({ params }: Pick<FastifyRequest, "params">): Readonly<Record<string, string>> =>
  textsIn(params);

/** The port that a server listens on. @throws Error if it does not listen */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return address.port;
}
