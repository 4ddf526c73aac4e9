import type { Operation, Refuse } from "./exchange.ts";

/**
 * An operation that is not the API's, such as signing in: it spends no budget, and what it is asked with is no token of
 * the API's.
 */
export const outsideApi = (id: string): Operation => ({
  id,
  resource: undefined,
  createsContent: false,
  documentation: "",
  authorization: "other",
});

export const refuseOutsideApi: Refuse = ({ status, body }) => ({ status, body });
