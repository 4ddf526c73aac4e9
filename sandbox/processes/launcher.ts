import { spawn, type ChildProcess } from "node:child_process";

/** The small process that starts others: {@link launch} says why. It ends with the one that asks, and ends them too. */

export type Question =
  | {
      readonly id: number;
      readonly command: string;
      readonly args: readonly string[];
      readonly cwd?: string;
      readonly env: Readonly<NodeJS.ProcessEnv>;
      readonly stdin?: string | Uint8Array;
    }
  | { readonly id: number; readonly kill: true };

export interface Answer {
  readonly id: number;
  /** Why it could not be started. */
  readonly error?: string;
  readonly exitCode: number | null;
  /** In the order of their arrival, with the descriptor that they were written to. */
  readonly chunks: readonly (readonly [descriptor: 1 | 2, chunk: Uint8Array])[];
}

const running = new Map<number, ChildProcess>();

process.on("message", (question: Question) => {
  if ("kill" in question) running.get(question.id)?.kill("SIGKILL");
  else startOrSayWhy(question);
});
process.on("disconnect", () => {
  for (const child of running.values()) child.kill("SIGKILL");
  process.exit();
});

type Start = Exclude<Question, { kill: true }>;

/** Node throws some refusals at once, such as arguments that are too long: they must not end the others' processes. */
function startOrSayWhy(question: Start): void {
  try {
    start(question);
  } catch (error) {
    const { id } = question;
    process.send?.({ id, chunks: [], exitCode: null, error: String(error) } satisfies Answer);
  }
}

function start({ id, command, args, cwd, env, stdin }: Start): void {
  const chunks: [1 | 2, Uint8Array][] = [];
  const answer = (end: Pick<Answer, "exitCode" | "error">): void => {
    running.delete(id);
    process.send?.({ id, chunks, ...end } satisfies Answer);
  };
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env,
    stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  running.set(id, child);
  child.stdout?.on("data", (chunk: Buffer) => chunks.push([1, chunk]));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push([2, chunk]));
  // What dies early closes its stdin: its exit code says what happened.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(stdin);
  child.once("error", (error) => answer({ exitCode: null, error: error.message }));
  child.once("close", (exitCode) => {
    if (running.has(id)) answer({ exitCode });
  });
}
