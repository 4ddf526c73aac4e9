import { expect, test } from "@jest/globals";
import { issuerOf } from "./issuer.ts";

test.each([
  ["https://github.com", "https://token.actions.githubusercontent.com"],
  ["https://ghe.example.com", "https://ghe.example.com/_services/token"],
  ["https://octocorp.ghe.com", "https://token.actions.octocorp.ghe.com"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080/_services/token"],
])("%s has the issuer %s", (server, issuer) => {
  expect(issuerOf(server)).toBe(issuer);
});
