import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { testApp } from "../testing/test-app.ts";
import { listDeliveries, redeliver } from "./deliveries.ts";

const APP = testApp();

test("a delivery is taken where the App answered with a 2xx, and is asked for again by its own id", async () => {
  const delivery = (id: number, status_code: number) => ({
    id,
    guid: `guid-${id}`,
    delivered_at: `2026-11-30T10:00:0${id}Z`,
    event: "push",
    status_code,
  });
  const json = [0, 199, 200, 299, 300, 502].map((status, index) => delivery(index, status));
  const { session, asked } = answering([{ json }, { status: 202, json: {} }]);
  const listed = await listDeliveries(session, APP);
  expect(listed.map(({ isTaken }) => isTaken)).toEqual([false, false, true, true, false, false]);
  expect(listed[1]).toEqual({
    id: 1,
    guid: "guid-1",
    deliveredAt: "2026-11-30T10:00:01Z",
    event: "push",
    isTaken: false,
  });
  await redeliver(session, APP, 5);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /app/hook/deliveries?per_page=100",
    "POST /app/hook/deliveries/5/attempts",
  ]);
});
