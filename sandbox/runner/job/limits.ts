/** What ends a job before its steps do. */
export interface JobLimits {
  /** Aborted when the job is cancelled or takes too long: only steps that ask to run then still do. */
  readonly cancelled: AbortSignal;
  /** Aborted when even those take too long. */
  readonly abandoned: AbortSignal;
  /** The job has finished: stops its clocks. */
  clear(): void;
}

/** The longest time that a timer supports. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Starts a job's clocks.
 * @param cancelled aborted when someone cancels the job
 * @param timeout in ms; `onTimeout` is called when it is over
 * @param patience in ms, from the cancellation on
 */
export function startLimits(
  cancelled: AbortSignal,
  timeout: number,
  patience: number,
  onTimeout: () => void,
): JobLimits {
  const overtime = new AbortController();
  const abandon = new AbortController();
  const any = AbortSignal.any([cancelled, overtime.signal]);
  const timers = [
    setTimeout(
      () => {
        onTimeout();
        overtime.abort();
      },
      Math.min(timeout, LONGEST_TIMER),
    ),
  ];
  const onCancel = (): void => {
    timers.push(setTimeout(() => abandon.abort(), patience));
  };
  if (any.aborted) onCancel();
  else any.addEventListener("abort", onCancel, { once: true });
  return {
    cancelled: any,
    abandoned: abandon.signal,
    clear() {
      any.removeEventListener("abort", onCancel);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
