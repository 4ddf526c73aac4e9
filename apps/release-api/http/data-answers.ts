import { problem } from "../../../lib/http/answers.ts";
import type { DescribedResponse } from "../../../lib/http/endpoint.ts";

export const ETAG = { etag: "The version of database and policy." };

/** Further responses of every endpoint that reads the database. */
export const DATA_ANSWERS: Readonly<Record<number, DescribedResponse>> = {
  304: { description: "the version that If-None-Match names is still the current one.", headers: ETAG },
  400: problem("a parameter is invalid; errors names it and what is allowed."),
  503: problem("no valid database has been loaded yet, or the server is overloaded.", {
    "retry-after": "Seconds.",
  }),
};

export const IF_NONE_MATCH = {
  "if-none-match": { type: "string", description: "The ETag of the version that the client has." },
};
