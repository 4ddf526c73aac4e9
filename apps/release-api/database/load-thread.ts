import { totalmem } from "node:os";
import { Worker, type MessagePort, type Transferable } from "node:worker_threads";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { broken, load, type Loaded } from "./load.ts";
import { readTextFile } from "./read-files.ts";

/** A thread's task. */
export interface LoadRequest {
  readonly databasePath: string;
  readonly policyPath: string;
  /** Whether a policy that is not there is a mistake. */
  readonly policyRequired: boolean;
  /** The version that is already loaded. */
  readonly known: string | undefined;
}

const MIB = 1024 * 1024;
/** A disk that does not answer must not block all later attempts. */
const PATIENCE_MS = 60_000;
/**
 * The thread's share of the memory that is left to the server: too large a file then ends the thread, not the server.
 */
const HEAP_SHARE = 0.5;
const LEAST_HEAP_MB = 48;
const MOST_HEAP_MB = 1536;
/** Batches become garbage at once, so they need little room. */
const YOUNG_HEAP_MB = 8;

/**
 * Reads and parses the files in a separate thread, so that a large database delays no request.
 * @param script the program's entry, which calls `runLoadThread` outside the main thread
 * @param closing ends the thread early
 */
export function loadInThread(script: string, request: LoadRequest, closing: AbortSignal): Promise<Loaded> {
  return new Promise((done) => {
    const worker = new Worker(script, {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: heapMb(), maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    const finish = (loaded: Loaded): void => {
      clearTimeout(timer);
      closing.removeEventListener("abort", stop);
      done(loaded);
      void worker.terminate();
    };
    const fail = (message: string): void => finish(broken(request.databasePath, [{ path: "", message }]));
    const stop = (): void => fail("it could not be loaded: the server is stopping");
    closing.addEventListener("abort", stop);
    const timer = setTimeout(
      () => fail(`it could not be loaded within ${PATIENCE_MS / 1000} s`),
      PATIENCE_MS,
    );
    worker.once("message", finish);
    worker.once("error", (error) => fail(`it could not be loaded: ${error.message}`));
    worker.once("exit", (code) => fail(`it could not be loaded: the thread ended with ${code}`));
  });
}

function heapMb(): number {
  const limit = Math.min(process.constrainedMemory() || Infinity, totalmem());
  const share = ((limit - process.memoryUsage.rss()) * HEAP_SHARE) / MIB;
  return Math.round(Math.min(Math.max(share, LEAST_HEAP_MB), MOST_HEAP_MB));
}

/** A misspelt path must not open every door. */
const MISSING_POLICY = {
  path: "",
  message: "it does not exist, but POLICY_PATH names it: correct POLICY_PATH, or put the file there",
};

/** The thread's side. */
export function runLoadThread(port: MessagePort, request: LoadRequest): void {
  const loaded = loadFiles(request);
  port.postMessage(loaded, loaded.kind === "loaded" ? buffersOf(loaded) : []);
}

function loadFiles({ databasePath, policyPath, policyRequired, known }: LoadRequest): Loaded {
  try {
    const database = readTextFile(databasePath);
    const policy = readTextFile(policyPath);
    if (policyRequired && policy.bytes === undefined) return broken(policyPath, [MISSING_POLICY]);
    return load({ database, policy }, known, Date.now());
  } catch (error) {
    if (error instanceof InvalidDocument) return broken(error.document, error.problems);
    throw error;
  }
}

function buffersOf({ data }: Loaded & { kind: "loaded" }): readonly Transferable[] {
  return [data.firstRecords.buffer, data.recordChannels.buffer, data.json.buffer, data.starts.buffer];
}
