import { useEffect } from "react";

const count = /^\(\d+\+?\) /;

/** Names the tab after the page, leaving the count of what waits in front of it. Null leaves the title alone. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return;
    document.title = `${count.exec(document.title)?.[0] ?? ""}${title} · Deskbell`;
  }, [title]);
}
