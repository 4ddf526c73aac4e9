import { html, type Html } from "../../../lib/http/look/html.ts";

/** A page about the past, with the dashboard's head around it. @param title of the browser's tab */
export function layout(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Release Channels</title>
        <link rel="icon" href="dashboard/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="dashboard/look.css" />
        <link rel="stylesheet" href="dashboard/past.css" />
      </head>
      <body>
        <header class="top">
          <a class="skip" href="#main">Skip to the page</a>
          <div class="title">
            <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
              <rect x="3" y="4" width="18" height="4" rx="2" />
              <rect x="3" y="10" width="12" height="4" rx="2" />
              <rect x="3" y="16" width="7" height="4" rx="2" />
            </svg>
            <h1><a href="./">Release Channels</a></h1>
            <nav class="pages" aria-label="Pages">
              <a href="./">Now</a><a href="history" aria-current="page">History</a>
            </nav>
          </div>
        </header>
        <main id="main" class="page" tabindex="-1">${body}</main>
      </body>
    </html>`.text;
}
