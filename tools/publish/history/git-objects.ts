import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** Reads objects of a repository, one after the other, from one git process. */
export class GitObjects {
  readonly #git: ChildProcessByStdio<Writable, Readable, null>;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(directory: string) {
    this.#git = spawn("git", ["-C", directory, "cat-file", "--batch"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#chunks = this.#git.stdout[Symbol.asyncIterator]();
  }

  /** An object's content. @throws Error if the repository does not have it */
  async read(oid: string): Promise<Buffer> {
    this.#git.stdin.write(`${oid}\n`);
    const head = await this.#line();
    const [, , size] = head.split(" ");
    if (size === undefined) throw new Error(`git cannot read ${oid}: it answers "${head}".`);
    const content = await this.#bytes(Number(size) + 1);
    return content.subarray(0, -1);
  }

  async close(): Promise<void> {
    this.#git.stdin.end();
    if (this.#git.exitCode === null) await once(this.#git, "exit");
  }

  async #line(): Promise<string> {
    let end = this.#rest.indexOf("\n");
    while (end < 0) {
      this.#rest = Buffer.concat([this.#rest, await this.#more()]);
      end = this.#rest.indexOf("\n");
    }
    const line = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  async #bytes(count: number): Promise<Buffer> {
    const chunks = [this.#rest];
    let size = this.#rest.length;
    while (size < count) {
      const chunk = await this.#more();
      chunks.push(chunk);
      size += chunk.length;
    }
    const all = chunks.length === 1 ? this.#rest : Buffer.concat(chunks);
    this.#rest = all.subarray(count);
    return all.subarray(0, count);
  }

  async #more(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next();
    if (done === true) throw new Error("git cat-file ended early; its message is above.");
    return value;
  }
}
