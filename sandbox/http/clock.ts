/** A stand-in's time, and what is due to happen later. */
export interface Clock {
  now(): Date;
  /**
   * Calls back once, when this many milliseconds have passed.
   * @returns a function that cancels it
   */
  after(ms: number, callback: () => void): () => void;
}

/** The machine's own time, for a demo. */
export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Time that passes only when told to, for tests: a slow machine makes no difference. */
export interface ManualClock extends Clock {
  /** Lets time pass, and calls back what falls due meanwhile, in order. */
  advance(ms: number): void;
}

interface Appointment {
  readonly at: number;
  readonly callback: () => void;
}

export function manualClock(start: Date = new Date()): ManualClock {
  let now = start.getTime();
  const appointments = new Set<Appointment>();
  const nextBefore = (end: number): Appointment | undefined =>
    [...appointments].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  return {
    now: () => new Date(now),
    after(ms, callback) {
      const appointment = { at: now + ms, callback };
      appointments.add(appointment);
      return () => void appointments.delete(appointment);
    },
    advance(ms) {
      const end = now + ms;
      for (let due = nextBefore(end); due !== undefined; due = nextBefore(end)) {
        appointments.delete(due);
        now = due.at;
        due.callback();
      }
      now = end;
    },
  };
}
