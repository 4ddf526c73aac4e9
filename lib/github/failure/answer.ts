import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { bodyOf } from "./body.ts";
import { causesOf } from "./unreachable.ts";

/** What GitHub answered, or that it did not, without a full stop; undefined for an error that is not GitHub's. */
export function answerOf(error: unknown): string | undefined {
  if (error instanceof GraphqlResponseError) {
    const messages = (error.errors ?? []).map(({ message }: { readonly message: string }) =>
      oneLine(message),
    );
    return `GitHub answered ${messages.join("; ") || oneLine(error.message)}`;
  }
  if (!(error instanceof RequestError)) return undefined;
  if (error.response === undefined) return `no answer from GitHub (${reasonOf(error)})`;
  // Octokit's message has the complaints as JSON.
  const complaints = bodyOf(error)
    .complaints.map((complaint) => complaint.replace(/\.$/, ""))
    .join("; ");
  const message = complaints === "" ? error.message : `Validation Failed: ${complaints}`;
  return `GitHub answered ${error.status}, ${oneLine(message)}`;
}

/** The innermost reason of an error; fetch itself says only "fetch failed". */
export function reasonOf(error: unknown): string {
  const reasons = causesOf(error).map(({ message }) => message);
  return reasons.findLast((reason) => reason !== "") ?? String(error);
}

/** The status of an answer that Octokit threw; 500 for a lost connection. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof RequestError ? error.status : undefined;
}

/**
 * `contents=write,metadata=read; issues=write` in the style of GitHub's settings pages: `,` joins permissions that are
 * all required, `;` separates alternatives.
 * @see https://github.blog/changelog/2023-08-10-enhanced-permission-header
 */
export function acceptedPermissions(error: RequestError): string | undefined {
  const header = error.response?.headers["x-accepted-github-permissions"];
  if (typeof header !== "string" || header === "") return undefined;
  return header.replaceAll("=", ": ").replaceAll(/,\s*/g, " and ").replaceAll(/;\s*/g, ", or ");
}

/** The message without the documentation link that Octokit adds, each line as a sentence. */
function oneLine(message: string): string {
  const [text = ""] = message.split(" - https://docs.");
  const sentences = text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").replace(/[.\s]+$/, ""));
  return sentences.filter((sentence) => sentence !== "").join(". ");
}
