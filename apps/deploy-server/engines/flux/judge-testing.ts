/** The request, and what it deploys, that tests of the judgement ask about. */

export const id = "b6f2c1de-0000-4000-8000-000000000001";

export const digest = `sha256:${"1".repeat(64)}`;

/** A recorded object, as if it had dealt with a request. */
export const handling = (object: Readonly<Record<string, unknown>>, request = id) => ({
  ...object,
  status: { ...Object(object["status"]), lastHandledReconcileAt: request },
});
