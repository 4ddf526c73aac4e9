import autocannon from "autocannon";

export interface LoadFigures {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** No answer, or none between 200 and 299. */
  readonly failed: number;
}

const CONNECTIONS = 50;

/** Requests these paths in turn on 50 open connections, as fast as the responses arrive. */
export async function putLoad(url: string, paths: readonly string[], seconds: number): Promise<LoadFigures> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: paths.map((path) => ({ path })),
  });
  return {
    requestsPerSecond: Math.round(result.requests.average),
    p99Ms: result.latency.p99,
    requests: result.requests.total,
    failed: result.errors + result.timeouts + result.non2xx,
  };
}
