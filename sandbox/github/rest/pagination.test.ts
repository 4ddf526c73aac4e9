import { expect, test } from "@jest/globals";
import { paginate } from "./pagination.ts";

const LIST = "https://api.github.com/repos/acme/my-app/deployments";
const items = Array.from({ length: 250 }, (_, index) => index + 1);
const pageOf = (query: string) => paginate(items, new URL(LIST + query));

test.each([
  ["", 1, 30],
  ["?per_page=100", 1, 100],
  ["?per_page=101", 1, 100],
  ["?per_page=1000&page=3", 201, 250],
  ["?per_page=1000", 1, 100],
  ["?per_page=0&page=2", 31, 60],
  ["?per_page=many&page=-1", 1, 30],
])(
  "a list asked for with %j goes from %d to %d: pages have 30 items unless told, and at most 100",
  (query, first, last) => {
    const page = pageOf(query).items;
    expect([page.at(0), page.at(-1), page.length]).toEqual([first, last, last - first + 1]);
  },
);

test("a page past the last is empty and links back", () => {
  const { items: page, headers } = pageOf("?per_page=100&page=4");
  expect(page).toEqual([]);
  expect(headers).toEqual({
    link: `<${LIST}?per_page=100&page=3>; rel="prev", <${LIST}?per_page=100&page=1>; rel="first"`,
  });
});
