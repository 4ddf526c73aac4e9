import { expect, test } from "@jest/globals";
import { idTokenSource } from "./id-token-source.ts";

test("a job may ask for OIDC tokens where the runner names both address and token", () => {
  const both = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example?a=1",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
  };
  expect(idTokenSource(both)).toEqual({ url: "https://token.example?a=1", token: "t" });
  for (const name of Object.keys(both)) {
    expect(idTokenSource({ ...both, [name]: "" })).toBeUndefined();
    expect(idTokenSource({ ...both, [name]: undefined })).toBeUndefined();
  }
});
