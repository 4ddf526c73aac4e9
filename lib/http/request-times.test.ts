import { expect, test } from "@jest/globals";
import { RequestTimes } from "./request-times.ts";

const LOOK = { method: "GET", route: "/v1/channels", status: 200 };

test("each request is counted in every bucket that is as long as it, and by method, route and status", () => {
  const times = new RequestTimes("api_seconds");
  for (const seconds of [0.0005, 0.0006, 5, 6]) times.observe(LOOK, seconds);
  times.observe({ ...LOOK, status: 404 }, 0.2);
  const lines = times.text().split("\n");
  const of = (bound: string, status = 200) =>
    lines
      .find((line) =>
        line.startsWith(
          `api_seconds_bucket{le="${bound}",method="GET",route="/v1/channels",status="${status}"} `,
        ),
      )
      ?.replace(/.* /, "");
  expect(["0.0005", "0.001", "1", "5", "+Inf"].map((bound) => of(bound))).toEqual(["1", "2", "2", "3", "4"]);
  expect(["0.1", "0.25", "+Inf"].map((bound) => of(bound, 404))).toEqual(["0", "1", "1"]);
  const labels = '{method="GET",route="/v1/channels",status="200"}';
  expect(lines).toContain(`api_seconds_count${labels} 4`);
  expect(lines.find((line) => line.startsWith(`api_seconds_sum${labels}`))).toMatch(/ 11\.0011/);
  expect(lines.slice(0, 2).map((line) => line.split(" ").slice(0, 3))).toEqual([
    ["#", "HELP", "api_seconds"],
    ["#", "TYPE", "api_seconds"],
  ]);
});
