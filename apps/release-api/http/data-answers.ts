import { problem } from "../../../lib/http/answers.ts";
import type { DescribedResponse } from "../../../lib/http/endpoint.ts";

export const ETAG = { etag: "The version of database and policy." };

/** What every endpoint that reads the database may answer besides. */
export const DATA_ANSWERS: Readonly<Record<number, DescribedResponse>> = {
  304: { description: "the version that If-None-Match names is still the current one.", headers: ETAG },
  400: problem("a parameter cannot be used; errors names it and says what is allowed."),
  503: problem("no good database was loaded yet, or the server has too much to do.", {
    "retry-after": "Seconds.",
  }),
};

export const IF_NONE_MATCH = {
  "if-none-match": { type: "string", description: "An ETag that is known already." },
};
