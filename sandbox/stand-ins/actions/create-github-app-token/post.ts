import { requiredInput, runAction, state } from "../../action.ts";

/** Revokes the token, as the real action does. */
await runAction(async () => {
  const token = state("token");
  if (token === "") return;
  await fetch(`${requiredInput("github-api-url")}/installation/token`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });
});
