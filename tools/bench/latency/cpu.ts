import { readFileSync } from "node:fs";

const TICK_MS = 10;

/** CPU time that a process has taken. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}
