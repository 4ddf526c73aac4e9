const DEFAULT_PAGE = 30;
const MAX_PAGE = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The Link header (RFC 8288); nothing when all items fit into one page. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Paginates a list as GitHub does: `per_page` defaults to 30 and is at most 100, `page` counts from 1. */
export function paginate<Item>(items: readonly Item[], url: URL): Page<Item> {
  const size = Math.min(positive(url.searchParams.get("per_page")) ?? DEFAULT_PAGE, MAX_PAGE);
  const page = positive(url.searchParams.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const targets = [
    ["prev", page > 1 ? Math.min(page - 1, last) : undefined],
    ["next", page < last ? page + 1 : undefined],
    ["last", page < last ? last : undefined],
    ["first", page > 1 ? 1 : undefined],
  ] as const;
  const links = targets.flatMap(([rel, to]) =>
    to === undefined ? [] : [`<${withPage(url, to)}>; rel="${rel}"`],
  );
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

const positive = (text: string | null): number | undefined =>
  text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

function withPage(url: URL, page: number): string {
  const linked = new URL(url);
  linked.searchParams.set("page", String(page));
  return linked.href;
}
