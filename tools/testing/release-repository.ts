import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serializeDatabase } from "../../lib/releases/documents/database.ts";
import type { Database, ReleaseRecord } from "../../lib/releases/generated/schema.generated.ts";

/** A commit to make. */
export interface CommitToMake {
  readonly message: string;
  /** By default, the App that commits for people. */
  readonly author?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A real clone of a release repository, for tests. */
export class ReleaseRepository {
  readonly directory = mkdtempSync(join(tmpdir(), "release-repository-"));

  constructor() {
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("remote", "add", "origin", "https://github.com/acme/releases.git");
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.directory, ...args], { encoding: "utf8" }).trim();
  }

  /** @returns its id */
  commit({ message, author = "acme-releases[bot]", at, files }: CommitToMake): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.git("add", "--all");
    const who = [`user.name=${author}`, "user.email=1+acme@users.noreply.github.com"];
    execFileSync(
      "git",
      ["-C", this.directory, ...who.flatMap((one) => ["-c", one]), "commit", "--quiet", "--file", "-"],
      {
        input: message,
        env: { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
      },
    );
    return this.git("rev-parse", "HEAD");
  }

  /** Commits the database. @param database its records, or all of it @param lines of the message, after the headline */
  release(database: Database | readonly ReleaseRecord[], at: string, lines: readonly string[]): string {
    const whole = "version" in database ? database : { version: 1 as const, releases: [...database] };
    const message = ["release: it", "", ...lines].join("\n");
    return this.commit({ message, at, files: { "db/db.json": serializeDatabase(whole) } });
  }

  /** Commits that the image built from a commit is pinned. */
  publish(from: string, at: string): string {
    const message = `deploy(release-channel-api): 1.2.3\n\nImage: x\nBuilt-From: ${from}`;
    return this.commit({ message, at, files: { "deployment/kustomization.yaml": `# ${from}\n` } });
  }

  /** Writes the history as publish.yml does. @returns what it printed */
  writeHistory(file: string): string {
    return execFileSync(process.execPath, ["tools/publish/write-history.ts", file, this.directory], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
