import { realpathSync, watch, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";

export interface Watch {
  close(): void;
}

/** Changes in quick succession, as of two files or of one written in pieces, are handled once. */
const SETTLE_MS = 50;
/** For file systems without change events, and for directories that appear late or are replaced. */
const POLL_MS = 30_000;

/**
 * Calls back when a file may have changed. It watches directories: a replaced file is another file, and Kubernetes
 * swaps a symlink (`..data`) beside it.
 */
export function watchFiles(paths: readonly string[], onChange: () => void, pollMs = POLL_MS): Watch {
  let settling: NodeJS.Timeout | undefined;
  const settle = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      onChange();
    }, SETTLE_MS);
  };
  let watchers = watchDirectories(paths, settle);
  let signature: string | undefined;
  const poll = async (): Promise<void> => {
    const now = await signatureOf(paths);
    if (signature !== undefined && now !== signature) settle();
    signature = now;
  };
  void poll();
  const timer = setInterval(() => {
    closeAll(watchers);
    watchers = watchDirectories(paths, settle);
    void poll();
  }, pollMs);
  return {
    close() {
      clearInterval(timer);
      clearTimeout(settling);
      closeAll(watchers);
    },
  };
}

/** The directories of the paths and of their symlinks' targets. A missing one waits for the next poll. */
function watchDirectories(paths: readonly string[], onEvent: () => void): readonly FSWatcher[] {
  const directories = new Set(paths.flatMap((path) => [dirname(path), ...realDirectory(path)]));
  return [...directories].flatMap((directory) => {
    try {
      const watcher = watch(directory, { persistent: false }, onEvent);
      watcher.on("error", () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
}

function realDirectory(path: string): readonly string[] {
  try {
    return [dirname(realpathSync(path))];
  } catch {
    return [];
  }
}

function closeAll(watchers: readonly FSWatcher[]): void {
  for (const watcher of watchers) watcher.close();
}

/** Changes when a file is replaced, written or removed. */
async function signatureOf(paths: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    paths.map(async (path) => {
      try {
        const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
        return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
      } catch (error) {
        return error instanceof Error && "code" in error ? String(error.code) : String(error);
      }
    }),
  );
  return parts.join("\n");
}
