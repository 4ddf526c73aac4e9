import { spawn, type ChildProcess } from "node:child_process";

/** The small process that starts others: `launch` says why. It ends with its caller, and ends them too. */

export interface Start {
  readonly id: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly stdin?: string | Uint8Array;
  /** Leads its own group, and reports everything that it does as it happens. */
  readonly follow?: boolean;
}

/** What to do with one: end it with SIGKILL, ask it to end with SIGINT, or ignore further output. */
export interface Order {
  readonly id: number;
  readonly order: "kill" | "interrupt" | "release";
}

export type Question = Start | Order;

/** Output, with the descriptor that it was written to. */
type Chunk = readonly [descriptor: 1 | 2, bytes: Uint8Array];

export type Answer = { readonly id: number } & (
  | { /** Why it could not be started. */ readonly error: string }
  /** Its end, with its output in order of arrival. */
  | { readonly exitCode: number | null; readonly chunks: readonly Chunk[] }
  | { readonly pid: number }
  | { readonly chunk: Chunk }
  | { readonly exited: { readonly code: number | null; readonly signal: NodeJS.Signals | null } }
  /** Nothing more will follow. */
  | { readonly closed: true }
);

interface Running {
  readonly child: ChildProcess;
  readonly leads: boolean;
}

const running = new Map<number, Running>();
const answer = (told: Answer): void => void process.send?.(told);

process.on("message", (question: Question) => {
  if ("order" in question) follow(question);
  else startOrSayWhy(question);
});
process.on("disconnect", () => {
  for (const one of running.values()) kill(one);
  process.exit();
});

function follow({ id, order }: Order): void {
  const one = running.get(id);
  if (one === undefined) return;
  if (order === "kill") kill(one);
  else if (order === "interrupt") one.child.kill("SIGINT");
  else for (const stream of [one.child.stdout, one.child.stderr]) stream?.destroy();
}

function kill({ child, leads }: Running): void {
  if (!leads || child.pid === undefined) child.kill("SIGKILL");
  else if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
}

/** Node throws some refusals at once, such as arguments that are too long: they must not end the others' processes. */
function startOrSayWhy(question: Start): void {
  try {
    start(question);
  } catch (error) {
    answer({ id: question.id, error: String(error) });
  }
}

function start({ id, command, args, cwd, env, stdin, follow: leads = false }: Start): void {
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env,
    detached: leads,
    stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  running.set(id, { child, leads });
  const chunks: Chunk[] = [];
  const take = (chunk: Chunk): void => (leads ? answer({ id, chunk }) : void chunks.push(chunk));
  child.stdout?.on("data", (bytes: Buffer) => take([1, bytes]));
  child.stderr?.on("data", (bytes: Buffer) => take([2, bytes]));
  // When a process dies early, its stdin closes: its exit code says what happened.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(stdin);
  child.once("error", (error) => {
    running.delete(id);
    answer({ id, error: error.message });
  });
  if (leads) {
    if (child.pid !== undefined) answer({ id, pid: child.pid });
    child.once("exit", (code, signal) => answer({ id, exited: { code, signal } }));
  }
  child.once("close", (exitCode) => {
    if (!running.delete(id)) return;
    answer(leads ? { id, closed: true } : { id, exitCode, chunks });
  });
}
