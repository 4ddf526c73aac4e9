import type { Readable } from "node:stream";

/**
 * The lines that a program writes. Node's readline also splits at U+2028, which may occur inside a workflow command;
 * the rest of it would then be printed as plain text, even a secret.
 */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
