import { deletions } from "./deleting.ts";
import { deployments, statuses } from "./kinds.ts";
import type { Question } from "./question.ts";
import { discovery, lists, rights, watches } from "./reading.ts";
import { applies, creation, patches } from "./writing.ts";

/** What to ask, and where. The namespace `asked` is there and empty, and there is none called `nowhere`. */
export interface KubernetesConversationOptions {
  /** Of the API server, without a slash at the end. */
  readonly url: string;
  /** For an account that may do everything. */
  readonly token: string;
  /** For an account that may do nothing with Services, and nothing outside of `asked`. */
  readonly limitedToken: string;
}

/** One request with its answer. */
export interface KubernetesExchange {
  readonly name: string;
  readonly status: number;
  /** Absent without a body. */
  readonly type: string | undefined;
  /** JSON where it is JSON, text otherwise; the events of a watch, as a list. */
  readonly body: unknown;
}

/** How long the events of a watch may take: they are there already, so whoever lacks some never sends them. */
const EVENTS_MS = 60_000;

/** Asks an API server, real or not, one question after the other: each builds on those before. */
export async function kubernetesConversation(
  options: KubernetesConversationOptions,
): Promise<readonly KubernetesExchange[]> {
  const exchanged = new Map<string, KubernetesExchange>();
  for (const question of questions()) {
    exchanged.set(question.name, await ask(options, question, exchanged));
  }
  return [...exchanged.values()];
}

/** What a client of the API server asks, in an order in which each finds what it needs. */
function questions(): readonly Question[] {
  return [
    ...discovery(),
    ...creation(),
    ...lists(),
    ...applies(),
    ...patches(),
    ...deployments(),
    ...statuses(),
    ...watches(),
    ...deletions(),
    ...rights(),
  ];
}

async function ask(
  { url, token, limitedToken }: KubernetesConversationOptions,
  { name, method = "GET", path, body, type, as = "admin", events, read }: Question,
  exchanged: ReadonlyMap<string, KubernetesExchange>,
): Promise<KubernetesExchange> {
  const tokens = { admin: token, limited: limitedToken, nobody: "not a token" };
  const earlier = (of: string): unknown => exchanged.get(of)?.body;
  const sent = typeof body === "function" ? body(earlier) : body;
  const ending = new AbortController();
  const response = await fetch(url + (typeof path === "string" ? path : path(earlier)), {
    method,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${tokens[as]}`,
      ...(sent === undefined ? {} : { "content-type": type ?? "application/json" }),
    },
    ...(sent === undefined ? {} : { body: typeof sent === "string" ? sent : JSON.stringify(sent) }),
    signal: ending.signal,
  });
  const { status } = response;
  const said = response.headers.get("content-type") ?? undefined;
  if (events !== undefined && status === 200) {
    const all = await firstLines(response, events);
    ending.abort();
    return { name, status, type: said, body: all.map((line) => parsed(line)) };
  }
  const text = await response.text();
  const json = said === "application/json" ? parsed(text) : text;
  return { name, status, type: said, body: read === undefined || status >= 300 ? json : read(json) };
}

async function firstLines({ body }: Response, count: number): Promise<readonly string[]> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const late = AbortSignal.timeout(EVENTS_MS);
  const end = new Promise<{ readonly done: true; readonly value: undefined }>((resolve) => {
    late.addEventListener("abort", () => resolve({ done: true, value: undefined }));
  });
  let text = "";
  for (;;) {
    const lines = text.split("\n").slice(0, -1);
    if (lines.length >= count || reader === undefined) return lines.slice(0, count);
    const { done, value } = await Promise.race([reader.read(), end]);
    if (done) return lines;
    text += value;
  }
}

/** Text where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
