import { step } from "../../../../lib/store/step.ts";
import type { ArgoCdConnection } from "./client.ts";

/**
 * Listens to an application's changes until the connection ends, or the signal says stop. Argo CD drops events for slow
 * readers, so that whoever watches must look as well.
 */
export async function watchApplication(
  { url, token }: ArgoCdConnection,
  { application, project }: { readonly application: string; readonly project: string | undefined },
  { onChange, signal }: { readonly onChange: () => void; readonly signal: AbortSignal },
): Promise<void> {
  const query = new URLSearchParams({ name: application, ...(project !== undefined && { project }) });
  const answer = await step("argo-cd.watch", () =>
    fetch(`${url}/api/v1/stream/applications?${query.toString()}`, {
      headers: { accept: "text/event-stream", authorization: `Bearer ${token()}` },
      signal,
    }),
  );
  if (!answer.ok || answer.body === null) return;
  // Each event says only that there is something to look at.
  await step(
    "argo-cd.read events",
    () => answer.body?.pipeTo(new WritableStream({ write: onChange }), { signal }) ?? Promise.resolve(),
  );
}
