import { html, type Html, type HtmlValue } from "../../../lib/http/look/html.ts";

/** What every page has around its own. */
export interface Layout {
  readonly title: string;
  /** Who has signed in, with the token of their forms; undefined where nobody has. */
  readonly viewer?: { readonly login: string; readonly formToken: string } | undefined;
  /** Which of the pages in the head it is. */
  readonly current?: "configs" | "requests";
  /** Loads itself again every few seconds where no script does it. */
  readonly isLive?: boolean;
  readonly body: Html;
}

/** A page, whole. */
export function layout({ title, viewer, current, isLive = false, body }: Layout): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Deploys</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/look.css" />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${
          isLive &&
          html`<script type="module" src="/assets/live.js"></script>
            <noscript><meta http-equiv="refresh" content="5" /></noscript>`
        }
      </head>
      <body>
        ${symbols}
        <header class="top">
          <a class="skip" href="#main">Skip to the page</a>
          <div class="title">
            <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
              <rect x="3" y="4" width="18" height="4" rx="2" />
              <rect x="3" y="10" width="12" height="4" rx="2" />
              <rect x="3" y="16" width="7" height="4" rx="2" />
            </svg>
            <h1><a href="/">Deploys</a></h1>
            ${viewer && nav(current)}
          </div>
          ${viewer && signedIn(viewer)}
        </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`;
  return page.text;
}

const symbols = html`<svg class="symbols" aria-hidden="true">
  <symbol id="icon-search" viewBox="0 0 16 16">
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </symbol>
  <symbol id="icon-lock" viewBox="0 0 16 16">
    <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
    <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
  </symbol>
  <symbol id="icon-differs" viewBox="0 0 16 16"><path d="M3.5 6h9M3.5 10h9M10.5 3l-5 10" /></symbol>
  <symbol id="icon-warning" viewBox="0 0 16 16">
    <path d="M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2" />
  </symbol>
  <symbol id="icon-build" viewBox="0 0 16 16">
    <path d="M8 2.5 13 5v6l-5 2.5L3 11V5zM3 5l5 2.5L13 5M8 7.5v6" />
  </symbol>
  <symbol id="icon-pause" viewBox="0 0 16 16"><path d="M5.5 3.5v9M10.5 3.5v9" /></symbol>
</svg>`;

export function icon(name: "search" | "lock" | "differs" | "warning" | "build" | "pause"): Html {
  return html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}" /></svg>`;
}

function nav(current: Layout["current"]): Html {
  const to = (page: "configs" | "requests", href: string, label: string): Html =>
    html`<a href="${href}" ${page === current && html`aria-current="page"`}>${label}</a>`;
  return html`<nav class="pages" aria-label="Pages">
    ${to("configs", "/", "Configs")}${to("requests", "/requests", "Requests")}
  </nav>`;
}

function signedIn({ login, formToken }: NonNullable<Layout["viewer"]>): Html {
  return html`<form class="account" method="post" action="/sign-out">
    <input type="hidden" name="form_token" value="${formToken}" />
    <span>${login}</span><button type="submit" class="quiet">Sign out</button>
  </form>`;
}

/** What is said instead of a page that there is none of, with the way on. */
export function message({ title, text, action }: { title: string; text: HtmlValue; action?: Html }): Html {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    <p>${text}</p>
    ${action}
  </div>`;
}

/** A line that must not be missed. */
export function note(kind: "behind" | "freeze" | "bad" | "differs", text: HtmlValue): Html {
  return html`<p class="note ${kind}">
    ${icon(kind === "freeze" ? "lock" : "warning")}<span>${text}</span>
  </p>`;
}
