import type { Readable } from "node:stream";

/**
 * The lines that a program writes. Node's readline ends one at U+2028, too, which may stand in the middle of a command, and
 * what comes after it there would be no command any more, be it a secret.
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
