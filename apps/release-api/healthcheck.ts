/** Exits with 0 if the server in the same container accepts requests: for a container's HEALTHCHECK. */
const port = process.env["PORT"] || "8089";
const answer = await fetch(`http://127.0.0.1:${port}/v1/health`, { signal: AbortSignal.timeout(2000) }).catch(
  () => undefined,
);
process.exitCode = answer?.ok === true ? 0 : 1;
