import type { Page } from "../bridge";

/** The page the client looks at. Without the fragment's text past 2,000 characters, as the server keeps no more. */
export function currentPage(): Page {
  return {
    url: location.href.slice(0, 2000),
    title: document.title.slice(0, 300),
    referrer: document.referrer.slice(0, 2000),
  };
}

/**
 * Tells when a page without reloads moves on. Navigation API where there is one, else a look once a second; the history
 * functions of the site are left alone. Waits a moment, since the title changes after the address.
 */
export function watchPage(changed: (page: Page) => void): void {
  let seen = location.href;
  let timer = 0;
  const look = () => {
    if (location.href === seen) return;
    seen = location.href;
    clearTimeout(timer);
    timer = setTimeout(() => changed(currentPage()), 400);
  };
  const navigation = (window as { navigation?: EventTarget }).navigation;
  if (navigation) navigation.addEventListener("currententrychange", look);
  else setInterval(look, 1000);
}
