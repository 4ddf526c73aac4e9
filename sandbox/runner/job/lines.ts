import type { Readable } from "node:stream";

/**
 * A stream's lines, as GitHub's runner reads them with .NET's StreamReader: one ends with \n, \r or \r\n. Node's readline
 * would end one at U+2028 as well, in the middle of a command.
 * @see https://learn.microsoft.com/dotnet/api/system.io.streamreader.readline
 */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    // A \r at the end may be half of a \r\n.
    const lines = `${rest}${String(chunk)}`.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}
