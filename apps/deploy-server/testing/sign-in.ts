/** Somebody who has signed in to the pages, without a browser. */
export interface SignedIn {
  /** The header `cookie`. */
  readonly cookie: string;
  get(path: string): Promise<Response>;
  /** Sends the form of a page, with the token that its forms have. */
  send(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

/** Signs somebody in as their browser would, by GitHub. @param to the page that they want */
export async function signIn(url: string, login: string, to = "/"): Promise<SignedIn> {
  const begun = await fetch(`${url}/sign-in?to=${encodeURIComponent(to)}`, { redirect: "manual" });
  const chosen = await fetch(`${begun.headers.get("location") ?? ""}&as=${login}`, { redirect: "manual" });
  const back = await fetch(chosen.headers.get("location") ?? "", {
    redirect: "manual",
    headers: { cookie: cookiesOf(begun) },
  });
  if (back.status !== 302) throw new Error(`${login} was not signed in: ${await back.text()}`);
  return visitor(url, cookiesOf(back));
}

/** What somebody with these cookies does. */
export function visitor(url: string, cookie: string): SignedIn {
  const get = (path: string): Promise<Response> =>
    fetch(url + path, { headers: { cookie }, redirect: "manual" });
  return {
    cookie,
    get,
    send: async (path, form, headers = {}) => {
      const page = await (await get("/")).text();
      const [, token = ""] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];
      return fetch(url + path, {
        method: "POST",
        redirect: "manual",
        headers: { cookie, origin: url, ...headers },
        body: new URLSearchParams({ form_token: token, ...form }),
      });
    },
  };
}

/** The cookies that an answer sets, and does not take away. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .filter((cookie) => !cookie.includes("Max-Age=0"))
    .map((cookie) => cookie.split(";", 1)[0] ?? "")
    .join("; ");
}
