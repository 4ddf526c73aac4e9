import type { DocumentCheck, OpenApi } from "./document.ts";
import type { ServerProcess } from "./server-process.ts";

const MANY = "x".repeat(257);

/**
 * Asks each operation of the document for what a server answers before the endpoint sees the request: too long headers,
 * too long a part of the address, one that cannot be decoded.
 * @returns for each request the method, the path and the status
 * @throws if an answer is not in the document
 */
export async function askBeforeEndpoints(
  server: ServerProcess,
  document: OpenApi,
  check: DocumentCheck,
): Promise<readonly string[]> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path })),
  );
  const requests = operations.flatMap(({ method, path }) => [
    { method, path, part: "web", headers: { "x-long": "x".repeat(17 * 1024) } },
    ...(path.includes("{") ? [MANY, encodeURIComponent(MANY.replaceAll("x", "é")), "%ff"] : []).map(
      (part) => ({
        method,
        path,
        part,
        headers: {},
      }),
    ),
  ]);
  const answered: string[] = [];
  for (const { method, path, part, headers } of requests) {
    const response = await server.get(path.replace(/\{\w+\}/g, part), {
      method: method.toUpperCase(),
      headers,
    });
    await check.check(method, path, response);
    answered.push(`${method} ${path} ${response.status}`);
  }
  return answered;
}

/** What `askBeforeEndpoints` is to be answered. */
export const answersBefore = (document: OpenApi): readonly string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) =>
      (path.includes("{") ? [431, 414, 414, 400] : [431]).map((status) => `${method} ${path} ${status}`),
    ),
  );
