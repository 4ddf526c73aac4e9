import type { Signature } from "./objects.ts";

/** The committer of commits that GitHub makes itself. */
export const webFlow = (date: Date): Signature => ({ name: "GitHub", email: "noreply@github.com", date });
