import { readFileSync } from "node:fs";
import type { ConversationOptions, Exchanged } from "./conversation.ts";
import { shapeOf } from "./shape.ts";

/** What was recorded of a real Argo CD 3.2.11: an answer's shape on success, the whole answer on refusal. */
interface Recorded {
  readonly status: number;
  readonly type?: string;
  readonly shape?: readonly string[];
  readonly body?: unknown;
}

interface RecordedApplications {
  /** Every field that an application was seen with. */
  readonly shape: readonly string[];
  /** Every step from one state to another, as `stepsOf` words it. */
  readonly steps: readonly string[];
}

const read = (name: string): string => readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8");

export function recordedAnswers(): Readonly<Record<string, Recorded>> {
  const answers: Readonly<Record<string, Recorded>> = JSON.parse(read("answers.json"));
  return answers;
}

export function recordedApplications(): RecordedApplications {
  const applications: RecordedApplications = JSON.parse(read("applications.json"));
  return applications;
}

/** How answers differ from the recorded ones; nothing when they agree. */
export function conversationProblems(
  exchanged: readonly Exchanged[],
  { application, project }: Pick<ConversationOptions, "application" | "project">,
): readonly string[] {
  const recorded = recordedAnswers();
  const seen = new Set(recordedApplications().shape);
  return exchanged.flatMap(({ name, status, type, body }) => {
    const known = recorded[name];
    if (known === undefined) return [`${name}: was not recorded`];
    const problems: string[] = [];
    if (status !== known.status)
      problems.push(
        `${name}: the status is ${status}, not ${known.status}: ${JSON.stringify(body).slice(0, 300)}`,
      );
    if (type !== known.type) problems.push(`${name}: the type is ${String(type)}, not ${String(known.type)}`);
    if (known.shape === undefined) {
      const [mine, theirs] = [
        generic(body, application, project),
        generic(known.body, "release-channel-api", "release-channels"),
      ];
      if (mine !== theirs) problems.push(`${name}: the body is ${mine}, not ${theirs}`);
      return problems;
    }
    const allowed = new Set([...known.shape, ...(known.shape.includes("metadata.name: string") ? seen : [])]);
    const unknown = [...shapeOf(body)].filter((field) => !allowed.has(field));
    return [...problems, ...unknown.map((field) => `${name}: has a field that was never recorded: ${field}`)];
  });
}

/** Without names and times, which are particular to one Argo CD. */
const generic = (body: unknown, application: string, project: string): string =>
  JSON.stringify(body)
    .replaceAll(`${project}/${application}`, "PROJECT/APPLICATION")
    .replaceAll(application, "APPLICATION")
    .replaceAll(/iat: [-0-9T:Z]+/g, "iat: TIME")
    .replaceAll(/auto-sync currently set to \S+?(?=")/g, "auto-sync currently set to REVISION");
