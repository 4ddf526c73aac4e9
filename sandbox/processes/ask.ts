import { fork, type ChildProcess } from "node:child_process";
import type { Answer, Question, Start } from "./launcher.ts";

interface Listener {
  /** @returns whether this was the last answer */
  readonly take: (answer: Answer) => boolean;
  readonly fail: (error: Error) => void;
}

let launcher: ChildProcess | undefined;
let count = 0;
const listeners = new Map<number, Listener>();

/** Has the small process start another. @returns what it is called in further questions */
export function ask(start: Omit<Start, "id">, listener: Listener): number {
  const id = (count += 1);
  listeners.set(id, listener);
  tell({ id, ...start });
  launcher?.channel?.ref();
  return id;
}

export function tell(question: Question): void {
  (launcher ??= startLauncher()).send(question);
}

function startLauncher(): ChildProcess {
  const child = fork(new URL("./launcher.ts", import.meta.url), {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.unref();
  child.on("message", (answer: Answer) => {
    if (listeners.get(answer.id)?.take(answer) === true) listeners.delete(answer.id);
    if (listeners.size === 0) child.channel?.unref();
  });
  child.once("exit", () => {
    launcher = undefined;
    for (const { fail } of listeners.values()) fail(new Error("the process that starts others has ended"));
    listeners.clear();
  });
  return child;
}
