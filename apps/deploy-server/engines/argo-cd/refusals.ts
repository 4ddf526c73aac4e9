import type { OtherOperation } from "../../../../lib/deploys/request.ts";
import { EngineRefusal } from "../engine.ts";
import type { ArgoCdError } from "./client.ts";

/** Of an application that syncs by itself. */
export function automatic(name: string): EngineRefusal {
  return new EngineRefusal(
    "automatic",
    `Argo CD syncs ${name} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for the cluster`,
  );
}

/** Of one where another operation is under way. */
export function busy(name: string, { by, since }: OtherOperation): EngineRefusal {
  const when = since === undefined ? "" : ` since ${since}`;
  return new EngineRefusal(
    "busy",
    `an operation of ${by} runs on ${name}${when}: wait for it, or terminate it`,
    { by, since },
  );
}

/** What Argo CD has said to a sync, as far as it is known what to do about it. */
export function syncRefusal(name: string, { status, message }: ArgoCdError): EngineRefusal | undefined {
  if (/sync window/.test(message)) return new EngineRefusal("blocked", `${name}: ${message}`);
  if (/another operation is already in progress/.test(message)) return busy(name, { by: "somebody else" });
  if (status === 400 && /auto-sync/.test(message)) return automatic(name);
  return undefined;
}
