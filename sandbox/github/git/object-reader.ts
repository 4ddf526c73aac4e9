import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { wordIn } from "../../narrow.ts";
import { readLoose } from "./loose-objects.ts";
import { OBJECT_TYPES, type GitObject } from "./objects.ts";
import { gitEnvironment } from "./process.ts";

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const HEADER = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/;

/**
 * Reads objects from their files, or else through one long-lived `git cat-file --batch`, about a millisecond a read, where
 * a process of its own would take several. Refs are resolved again at each read, so writes of other processes are seen.
 */
export class ObjectReader {
  readonly #gitDir: string;
  #batch: Batch | undefined;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** The object that git finds under this name (`<oid>`, `refs/heads/main^{commit}`), if there is one. */
  async read(name: string): Promise<GitObject | undefined> {
    if (/[\n\0]/.test(name)) return undefined;
    const found = readLoose(this.#gitDir, name);
    if (found !== "unknown") return found;
    if (this.#batch === undefined || this.#batch.ended) this.#batch = new Batch(this.#gitDir);
    return await this.#batch.read(name);
  }

  /** Ends the process once it has answered everything; a later read starts another. */
  close(): void {
    this.#batch?.end();
    this.#batch = undefined;
  }
}

/** One `git cat-file --batch`: answers come in the order of the questions. */
class Batch {
  ended = false;
  readonly #process: ChildProcessWithoutNullStreams;
  #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 0;

  constructor(gitDir: string) {
    const env = gitEnvironment({ GIT_DIR: gitDir });
    this.#process = spawn("git", ["cat-file", "--batch"], { env, stdio: "pipe" });
    this.#process.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    // When git dies, its stdin closes: its exit code says what happened.
    this.#process.stdin.on("error", () => undefined);
    this.#process.on("error", (error) => this.#fail(error));
    this.#process.on("close", (code) => this.#fail(new Error(`git cat-file --batch ended with ${code}`)));
  }

  read(name: string): Promise<GitObject | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${name}\n`);
    });
  }

  end(): void {
    this.#process.stdin.end();
  }

  #fail(error: Error): void {
    this.ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // A large object arrives in many pieces: joining them before all are there would take quadratic time.
    if (this.#length < this.#needed) return;
    let rest = Buffer.concat(this.#chunks);
    for (let answer = parseAnswer(rest); ; answer = parseAnswer(rest)) {
      if (!("end" in answer)) {
        this.#needed = answer.needed;
        break;
      }
      this.#waiting.shift()?.resolve(answer.object);
      rest = rest.subarray(answer.end);
    }
    this.#chunks = [rest];
    this.#length = rest.length;
  }
}

type Parsed = { readonly object: GitObject | undefined; readonly end: number } | { readonly needed: number };

/** One answer of `git cat-file --batch` from the start of the bytes, or how many bytes it takes. */
export function parseAnswer(bytes: Buffer): Parsed {
  const newline = bytes.indexOf(0x0a);
  if (newline === -1) return { needed: bytes.length + 1 };
  const [, oid, word, size] = HEADER.exec(bytes.toString("utf8", 0, newline)) ?? [];
  const type = wordIn(OBJECT_TYPES, word);
  if (oid === undefined || type === undefined) return { object: undefined, end: newline + 1 };
  const end = newline + 1 + Number(size) + 1;
  if (bytes.length < end) return { needed: end };
  const content = Buffer.from(bytes.subarray(newline + 1, end - 1));
  return { object: { oid, type, content }, end };
}
